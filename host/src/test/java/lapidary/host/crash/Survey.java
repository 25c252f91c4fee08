package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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
    private static final String HAS_TABLE = "SELECT count(*) FROM sqlite_schema WHERE name = 't'";

    /**
     * A facet in its object's tree.
     *
     * @param module that it is to run as, null if nobody says
     * @param items rows, then keys
     */
    record Found(@Nullable String module, List<String> items) {}

    static Survey of(Host host) throws IOException, InterruptedException {
        var objects = new TreeMap<String, Map<String, Map<String, Found>>>();
        for (String namespace : host.namespaces()) {
            var ofNamespace = new TreeMap<String, Map<String, Found>>();
            objects.put(namespace, ofNamespace);
            for (var object : host.objects(namespace).entrySet()) {
                var facets = new TreeMap<String, Found>();
                ofNamespace.put(object.getKey(), facets);
                for (var facet : object.getValue().entrySet()) {
                    var address = new Address(namespace, object.getKey(), facet.getKey());
                    facets.put(facet.getKey(), new Found(facet.getValue(), items(host, address)));
                }
            }
        }
        return new Survey(host.modules(), objects);
    }

    private static List<String> items(Host host, Address facet)
            throws IOException, InterruptedException {
        var items = new ArrayList<String>();
        if (!host.sql(facet, HAS_TABLE).contains("0")) {
            host.sql(facet, "SELECT n FROM t").forEach(row -> items.add("r" + row));
        }
        for (String line : host.probe(facet, "kv-list/").lines().toList()) {
            items.add(line.substring(0, line.indexOf('=')));
        }
        return items;
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
