package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lapidary.host.TestServer;
import lapidary.host.app.Lapidary;
import lapidary.host.engine.Engine;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.SqlOutcome;
import lapidary.host.guest.EventRandom;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.HostFunctions;
import lapidary.host.json.Json;
import lapidary.host.module.ModuleInfo;
import lapidary.host.module.ModuleStore;
import lapidary.host.object.Namespace;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.ObjectView;
import lapidary.host.object.StartOptions;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;
import org.jspecify.annotations.Nullable;

/** A host's modules, namespaces and objects over a data folder, without HTTP around them. */
final class BareHost implements AutoCloseable {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(Lapidary.class, "V001__catalogue.sql", "V002__tokens.sql");
    private static final int PAGE = 1_000;

    private final HostDatabase catalogue;
    private final ModuleStore modules;
    private final Namespaces namespaces;
    private final ObjectRegistry objects;
    private final LongEvents longEvents = new LongEvents(2, System::nanoTime);

    BareHost(Path data, Engine.Mode mode) throws IOException {
        DurableFiles.createFolders(data);
        catalogue = HostDatabase.open(data.resolve("lapidary.db"), SCHEMA);
        modules = new ModuleStore(data, catalogue, new Engine(), mode);
        namespaces = new Namespaces(catalogue);
        var services =
                new FacetServices(
                        modules,
                        new HostFunctions(),
                        (_, _, _) -> {},
                        InstantSource.system(),
                        () -> new byte[EventRandom.SEED_BYTES],
                        longEvents);
        objects = new ObjectRegistry(data, catalogue, namespaces, services);
    }

    /** The probe guest, in as many variants as there are numbers: each has a digest of its own. */
    static byte[] guest(int variant) {
        byte[] probe = TestServer.guest("probe");
        byte[] custom = {0, 3, 1, 'v', (byte) variant};
        byte[] wasm = Arrays.copyOf(probe, probe.length + custom.length);
        System.arraycopy(custom, 0, wasm, probe.length, custom.length);
        return wasm;
    }

    static String digest(int variant) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(guest(variant));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void upload(String name, int variant) {
        modules.put(name, guest(variant));
    }

    /** A namespace whose objects have facets {@code a} and {@code b} of that module. */
    void putNamespace(String name, String module) {
        String json = "{\"facets\":{\"a\":{\"module\":\"%1$s\"},\"b\":{\"module\":\"%1$s\"}}}";
        namespaces.put(
                name, Json.read(json.formatted(module).getBytes(UTF_8), NamespaceDocument.class));
    }

    void deleteNamespace(String name) throws InterruptedException {
        objects.deleteNamespace(name, true);
    }

    void attach(Address facet, String module) throws InterruptedException {
        String json = "{\"module\":\"" + module + "\"}";
        var options = Json.read(json.getBytes(UTF_8), StartOptions.class);
        objects.setFacet(facet.namespace(), facet.object(), facet.facet(), options);
    }

    void abort(Address facet) throws InterruptedException {
        objects.abortFacet(facet.namespace(), facet.object(), facet.facet(), "as the test wants");
    }

    void deleteFacet(Address facet) throws InterruptedException {
        objects.deleteFacet(facet.namespace(), facet.object(), facet.facet());
    }

    void deleteObject(String namespace, String object) throws InterruptedException {
        objects.delete(namespace, object);
    }

    SqlOutcome sql(Address facet, String text, @Nullable Object... values)
            throws InterruptedException {
        return objects.sql(
                facet.namespace(),
                facet.object(),
                facet.facet(),
                text,
                Arrays.asList(values));
    }

    /** What the probe replies to an operation, which is to succeed. */
    String probe(Address facet, String operation) throws InterruptedException {
        var request =
                new FetchRequest(
                        "POST",
                        "http://o.test/" + operation,
                        List.of(),
                        FetchRequest.Body.EMPTY);
        var outcome =
                objects.fetch(
                        facet.namespace(), facet.object(), facet.facet(), request, _ -> {});
        if (outcome instanceof Outcome.Replied replied) {
            return new String(replied.rest().body(), 0, replied.rest().bodyLength(), UTF_8);
        }
        throw new IllegalStateException(operation + ": " + outcome);
    }

    /** Does what a server does each second. */
    void sweep() {
        objects.sweep();
    }

    List<String> namespaces() {
        return namespaces.after("", PAGE, _ -> true).stream().map(Namespace::name).toList();
    }

    List<ObjectView> objects(String namespace) throws InterruptedException {
        var views = new ArrayList<ObjectView>();
        for (var listed : objects.list(namespace, "", "", PAGE)) {
            views.add(objects.find(namespace, listed.name()));
        }
        return views;
    }

    /** Modules' digests by name; each module's file is read and is what the digest says. */
    Map<String, String> modules() {
        var digests = new TreeMap<String, String>();
        for (ModuleInfo info : modules.list("", PAGE, _ -> true)) {
            modules.wasm(info);
            digests.put(info.name(), info.digest());
        }
        return digests;
    }

    boolean isUsed(String module) {
        return objects.refersTo(module);
    }

    @Override
    public void close() {
        objects.close();
        modules.close();
        catalogue.close();
        longEvents.close();
    }
}
