package lapidary.host.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lapidary.host.TestServer;
import lapidary.host.app.Catalogue;
import lapidary.host.engine.Engine;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.LongEvents;
import lapidary.host.facet.Outcome;
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
import lapidary.host.object.StartOptions;
import lapidary.host.storage.DurableFiles;
import lapidary.host.storage.HostDatabase;
import org.jspecify.annotations.Nullable;

/** A host's modules, namespaces and objects over a data folder, without HTTP around them. */
final class BareHost implements Host, AutoCloseable {
    private static final int PAGE = 1_000;

    private final HostDatabase catalogue;
    private final ModuleStore modules;
    private final Namespaces namespaces;
    private final ObjectRegistry objects;
    private final LongEvents longEvents = new LongEvents(2, System::nanoTime);

    BareHost(Path data, Engine.Mode mode) throws IOException {
        DurableFiles.createFolders(data);
        catalogue = Catalogue.open(data);
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

    @Override
    public void upload(String name, int variant) {
        modules.put(name, guest(variant));
    }

    @Override
    public void putNamespace(String name, String module) {
        namespaces.put(
                name, Json.read(Host.document(module).getBytes(UTF_8), NamespaceDocument.class));
    }

    @Override
    public void deleteNamespace(String name) throws InterruptedException {
        try {
            objects.deleteNamespace(name, true);
        } catch (CallerException e) {
            expect(e, ErrorCode.NAMESPACE_NOT_FOUND);
        }
    }

    @Override
    public void attach(Address facet, String module) throws InterruptedException {
        String json = "{\"module\":\"" + module + "\"}";
        var options = Json.read(json.getBytes(UTF_8), StartOptions.class);
        objects.setFacet(facet.namespace(), facet.object(), facet.facet(), options);
    }

    void abort(Address facet) throws InterruptedException {
        objects.abortFacet(facet.namespace(), facet.object(), facet.facet(), "as the test wants");
    }

    @Override
    public void deleteFacet(Address facet) throws InterruptedException {
        objects.deleteFacet(facet.namespace(), facet.object(), facet.facet());
    }

    @Override
    public void deleteObject(String namespace, String object) throws InterruptedException {
        try {
            objects.delete(namespace, object);
        } catch (CallerException e) {
            expect(e, ErrorCode.OBJECT_NOT_FOUND);
        }
    }

    private static void expect(CallerException e, ErrorCode code) {
        if (e.code() != code) {
            throw e;
        }
    }

    @Override
    public List<String> sql(Address facet, String text) throws InterruptedException {
        return objects
                .sql(facet.namespace(), facet.object(), facet.facet(), text, List.of())
                .rows()
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }

    @Override
    public String probe(Address facet, String operation) throws InterruptedException {
        var request =
                new FetchRequest(
                        "POST", "http://o.test/" + operation, List.of(), FetchRequest.Body.EMPTY);
        var outcome =
                objects.fetch(facet.namespace(), facet.object(), facet.facet(), request, _ -> {});
        if (outcome instanceof Outcome.Replied replied) {
            return new String(replied.rest().body(), 0, replied.rest().bodyLength(), UTF_8);
        }
        throw new IllegalStateException(operation + ": " + outcome);
    }

    /** Does what a server does each second. */
    void sweep() {
        objects.sweep();
    }

    @Override
    public List<String> namespaces() {
        return namespaces.after("", PAGE, _ -> true).stream().map(Namespace::name).toList();
    }

    /** Each module that a facet names is known to be used, or else it could be removed. */
    @Override
    public Map<String, Map<String, @Nullable String>> objects(String namespace)
            throws InterruptedException {
        var all = new TreeMap<String, Map<String, @Nullable String>>();
        for (var listed : objects.list(namespace, "", "", PAGE)) {
            var modulesOf = new TreeMap<String, @Nullable String>();
            for (var facet : objects.find(namespace, listed.name()).facets()) {
                String module = facet.module();
                if (module != null && objects.useOf(module).isEmpty()) {
                    throw new IllegalStateException("no note of the use of " + module);
                }
                modulesOf.put(facet.name(), module);
            }
            all.put(listed.name(), modulesOf);
        }
        return all;
    }

    @Override
    public Map<String, String> modules() {
        var digests = new TreeMap<String, String>();
        for (ModuleInfo info : modules.list("", PAGE, _ -> true)) {
            modules.wasm(info);
            digests.put(info.name(), info.digest());
        }
        return digests;
    }

    @Override
    public void close() {
        objects.close();
        modules.close();
        catalogue.close();
        longEvents.close();
    }
}
