package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lapidary.host.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * All that clients can read of a host.
 *
 * @param modules digests by name
 * @param objects facets by name, by namespace and object; a namespace is there without any, too
 */
record Survey(Map<String, String> modules, Map<String, Map<String, Map<String, Found>>> objects) {
    private static final String HAS_TABLE =
            "SELECT count(*) FROM sqlite_schema WHERE name = 't'";

    /**
     * A facet in its object's tree.
     *
     * @param module that it is to run as, null if nobody says
     * @param items rows, then keys
     */
    record Found(@Nullable String module, List<String> items) {}

    static Survey of(BareHost host) throws InterruptedException {
        var objects = new TreeMap<String, Map<String, Map<String, Found>>>();
        for (String namespace : host.namespaces()) {
            var ofNamespace = new TreeMap<String, Map<String, Found>>();
            objects.put(namespace, ofNamespace);
            for (var object : host.objects(namespace)) {
                var facets = new TreeMap<String, Found>();
                ofNamespace.put(object.name(), facets);
                for (var facet : object.facets()) {
                    var address = new Address(namespace, object.name(), facet.name());
                    var found = new Found(facet.module(), items(host, address));
                    facets.put(facet.name(), found);
                    checkUse(host, address, facet.module());
                }
            }
        }
        return new Survey(host.modules(), objects);
    }

    private static List<String> items(BareHost host, Address facet) throws InterruptedException {
        var items = new ArrayList<String>();
        if (!host.sql(facet, HAS_TABLE).rows().getFirst().contains(0L)) {
            host.sql(facet, "SELECT n FROM t").rows().forEach(row -> items.add("r" + row.getFirst()));
        }
        for (String line : host.probe(facet, "kv-list/").lines().toList()) {
            items.add(line.substring(0, line.indexOf('=')));
        }
        return items;
    }

    /** Or else a module that is in use could be removed. */
    private static void checkUse(BareHost host, Address facet, @Nullable String module) {
        if (module != null && !host.isUsed(module)) {
            throw new IllegalStateException(facet + " runs a module without a note of it");
        }
    }

    Map<Address, Found> facets() {
        var all = new HashMap<Address, Found>();
        objects.forEach((namespace, ofNamespace) ->
                ofNamespace.forEach((object, ofObject) ->
                        ofObject.forEach((facet, found) ->
                                all.put(new Address(namespace, object, facet), found))));
        return all;
    }

    String json() {
        return new String(Json.bytes(this), UTF_8);
    }

    static Survey parse(String json) {
        return Json.read(json.getBytes(UTF_8), Survey.class);
    }
}
