package lapidary.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;

/**
 * A real server with one example deployed to it as the facet {@code app} of the namespace {@code
 * demo}, and a client of it that follows no redirects. Confined to one thread.
 */
final class ExampleServer implements AutoCloseable {
    static final String FORM = "application/x-www-form-urlencoded";

    private final Path dataDir;
    private final HttpClient client = HttpClient.newHttpClient();
    private Lapidary server;

    private ExampleServer(Path dataDir) {
        this.dataDir = dataDir;
        this.server = start(dataDir);
    }

    /** Starts and deploys; {@code wasm} is relative to this module. */
    static ExampleServer deploy(Path dataDir, String wasm)
            throws IOException, InterruptedException {
        var server = new ExampleServer(dataDir);
        server.upload("example", wasm);
        server.configure("demo", "{\"facets\": {\"app\": {\"module\": \"example\"}}}");
        return server;
    }

    /** Starts with a module as the supervisor of the namespace {@code demo}. */
    static ExampleServer supervise(Path dataDir, String wasm, String env)
            throws IOException, InterruptedException {
        var server = new ExampleServer(dataDir);
        server.upload("supervisor", wasm);
        server.configure("demo", supervisor(env));
        return server;
    }

    /** A namespace's document; {@code env} is the members of a JSON object. */
    static String supervisor(String env) {
        return "{\"supervisor\": {\"module\": \"supervisor\", \"env\": {" + env + "}}}";
    }

    /** Uploads a module that is not there yet. */
    void upload(String name, String wasm) throws IOException, InterruptedException {
        var uploaded = put("/v1/modules/" + name, "application/wasm", fileBytes(Path.of(wasm)));
        assertEquals(201, uploaded.statusCode(), uploaded.body());
    }

    /** Makes a namespace. */
    void configure(String namespace, String document) throws IOException, InterruptedException {
        var made =
                put(
                        "/v1/namespaces/" + namespace,
                        "application/json",
                        BodyPublishers.ofString(document));
        assertEquals(201, made.statusCode(), made.body());
    }

    private static Lapidary start(Path dataDir) {
        return Lapidary.start(new ServerOptions(dataDir, "127.0.0.1", 0, Optional.empty()));
    }

    private static BodyPublisher fileBytes(Path file) throws IOException {
        return BodyPublishers.ofFile(file);
    }

    /** Stops the server and starts another on the same data. */
    void restart() {
        server.close();
        server = start(dataDir);
    }

    HttpResponse<String> get(String objectAndPath) throws IOException, InterruptedException {
        return send("GET", objectAndPath);
    }

    HttpResponse<String> send(String method, String objectAndPath)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(facet(objectAndPath))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    HttpResponse<String> getJson(String objectAndPath) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(facet(objectAndPath))
                        .header("Accept", "application/json")
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    HttpResponse<String> post(String objectAndPath, String type, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(facet(objectAndPath))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    /**
     * Any request, to any path of the server.
     *
     * @param headers names and values in turn
     */
    HttpResponse<String> request(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address(path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    /** Posts nothing to a path, and gives what comes when it has all come. */
    CompletableFuture<String> later(String path) {
        return client.sendAsync(
                        HttpRequest.newBuilder(address(path)).POST(BodyPublishers.noBody()).build(),
                        BodyHandlers.ofString(UTF_8))
                .thenApply(HttpResponse::body);
    }

    /** Opens a WebSocket; the path is one of the whole server's. */
    ExampleSocket open(String path) {
        return ExampleSocket.open(client, "ws://127.0.0.1:" + server.port() + path);
    }

    /** Follows a reply's {@code Location} as a browser would, relative to what was asked for. */
    HttpResponse<String> follow(HttpResponse<String> redirect)
            throws IOException, InterruptedException {
        String location = redirect.headers().firstValue("location").orElseThrow();
        return client.send(
                HttpRequest.newBuilder(redirect.uri().resolve(location)).build(),
                BodyHandlers.ofString(UTF_8));
    }

    private HttpResponse<String> put(String path, String type, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", type)
                        .PUT(body)
                        .build(),
                BodyHandlers.ofString(UTF_8));
    }

    /** {@code cart-17/entries} is the path {@code /entries} of the facet in that object. */
    private URI facet(String objectAndPath) {
        int slash = objectAndPath.indexOf('/');
        return address(
                "/o/demo/"
                        + objectAndPath.substring(0, slash)
                        + "/app"
                        + objectAndPath.substring(slash));
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
