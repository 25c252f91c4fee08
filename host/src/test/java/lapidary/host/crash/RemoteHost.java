package lapidary.host.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real server, over HTTP. Thread-safe. */
final class RemoteHost implements Host {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int NOT_FOUND = 404;

    private final HttpClient client;
    private final String url;

    /**
     * @param url such as {@code http://127.0.0.1:40123}
     */
    RemoteHost(HttpClient client, String url) {
        this.client = client;
        this.url = url;
    }

    @Override
    public void upload(String name, int variant) throws IOException, InterruptedException {
        var body = BodyPublishers.ofByteArray(BareHost.guest(variant));
        done(send("PUT", "/v1/modules/" + name, body));
    }

    @Override
    public void putNamespace(String name, String module) throws IOException, InterruptedException {
        done(send("PUT", "/v1/namespaces/" + name, text(Host.document(module))));
    }

    @Override
    public void deleteNamespace(String name) throws IOException, InterruptedException {
        gone(send("DELETE", "/v1/namespaces/" + name + "?force=true", text("")));
    }

    @Override
    public void attach(Address facet, String module) throws IOException, InterruptedException {
        done(send("PUT", path(facet), text("{\"module\":\"" + module + "\"}")));
    }

    @Override
    public void deleteFacet(Address facet) throws IOException, InterruptedException {
        gone(send("DELETE", path(facet), text("")));
    }

    @Override
    public void deleteObject(String namespace, String object)
            throws IOException, InterruptedException {
        gone(send("DELETE", "/v1/namespaces/" + namespace + "/objects/" + object, text("")));
    }

    @Override
    public List<String> sql(Address facet, String text) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("sql", text));
        var rows = new ArrayList<String>();
        for (JsonNode row : json(send("POST", path(facet) + "/sql", text(body))).path("rows")) {
            rows.add(row.path(0).asString());
        }
        return rows;
    }

    @Override
    public String probe(Address facet, String operation) throws IOException, InterruptedException {
        return done(send("POST", "/o/" + facet + "/" + operation, text(""))).body();
    }

    @Override
    public Map<String, String> modules() throws IOException, InterruptedException {
        var digests = new TreeMap<String, String>();
        for (JsonNode module : items("/v1/modules")) {
            String name = module.path("name").asString();
            done(send("GET", "/v1/modules/" + name + "/wasm", text("")));
            digests.put(name, module.path("digest").asString());
        }
        return digests;
    }

    @Override
    public List<String> namespaces() throws IOException, InterruptedException {
        return items("/v1/namespaces").findValuesAsString("name");
    }

    @Override
    public Map<String, Map<String, @Nullable String>> objects(String namespace)
            throws IOException, InterruptedException {
        var all = new TreeMap<String, Map<String, @Nullable String>>();
        String path = "/v1/namespaces/" + namespace + "/objects";
        for (JsonNode object : items(path)) {
            String name = object.path("name").asString();
            var modules = new TreeMap<String, @Nullable String>();
            for (JsonNode facet : json(send("GET", path + "/" + name, text(""))).path("facets")) {
                JsonNode module = facet.path("module");
                modules.put(
                        facet.path("name").asString(),
                        module.isString() ? module.asString() : null);
            }
            all.put(name, modules);
        }
        return all;
    }

    private JsonNode items(String path) throws IOException, InterruptedException {
        return json(send("GET", path + "?limit=1000", text(""))).path("items");
    }

    private static JsonNode json(HttpResponse<String> reply) {
        return JSON.readTree(done(reply).body());
    }

    private static HttpResponse<String> done(HttpResponse<String> reply) {
        if (reply.statusCode() / 100 != 2) {
            throw new IllegalStateException(reply.request() + ": " + reply.body());
        }
        return reply;
    }

    private static void gone(HttpResponse<String> reply) {
        if (reply.statusCode() != NOT_FOUND) {
            done(reply);
        }
    }

    private static String path(Address facet) {
        return "/v1/namespaces/%s/objects/%s/facets/%s"
                .formatted(facet.namespace(), facet.object(), facet.facet());
    }

    private static BodyPublisher text(String body) {
        return body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).method(method, body);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
