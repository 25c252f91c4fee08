package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door to a real server for tests: on a port of its own, over real files, asked by a real
 * client. A problem in a reply is read as JSON.
 */
public final class TestServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ServerOptions options;
    private final HttpClient client;
    private Lapidary lapidary;

    /** A reply, with its body as text. */
    public record Reply(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        /** The code of the problem that it is. */
        public String code() {
            return json().path("code").asString();
        }

        public String detail() {
            return json().path("detail").asString();
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        public long fuel() {
            return response.headers().firstValueAsLong("Lapidary-Fuel").orElseThrow();
        }

        /** Checks that it is a problem with that status and code. */
        public Reply isProblem(int status, String code) {
            assertEquals(code, code(), body());
            assertEquals(status, status(), body());
            assertEquals("application/problem+json", header("Content-Type").orElse(""));
            assertEquals(status, json().path("status").asInt());
            assertEquals(
                    "/problems/" + code.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    json().path("type").asString());
            return this;
        }

        public Reply isOk() {
            assertEquals(2, status() / 100, status() + ": " + body());
            return this;
        }
    }

    public TestServer(Path dataDir) {
        this(new ServerOptions(dataDir, "127.0.0.1", 0, Optional.empty()));
    }

    public TestServer(ServerOptions options) {
        this(options, HttpClient.newHttpClient());
    }

    public TestServer(ServerOptions options, HttpClient client) {
        this.options = options;
        this.client = client;
        this.lapidary = Lapidary.start(options);
    }

    /** A server with the probe guest as facet {@code app} of namespace {@code test}. */
    public static TestServer withProbe(Path dataDir) {
        var server = new TestServer(dataDir);
        server.upload("probe", guest("probe")).isOk();
        server.put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                .isOk();
        return server;
    }

    /** One of the guests in {@code src/test/guests}, compiled. */
    public static byte[] guest(String name) {
        try (InputStream in = TestServer.class.getResourceAsStream("/guests/" + name + ".wasm")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no guest " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A guest with a custom section, so that its digest is another. */
    public static byte[] guestLike(String name, String section) {
        byte[] payload = section.getBytes(StandardCharsets.US_ASCII);
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(guest(name));
        bytes.write(0);
        bytes.write(payload.length + 2);
        bytes.write(1);
        bytes.write('n');
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    public int port() {
        return lapidary.port();
    }

    public Path dataDir() {
        return options.dataDir();
    }

    /** Where it listens, such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return lapidary.url();
    }

    /** Where guests have an origin of their own. */
    public String guestUrl() {
        return lapidary.guestUrl().orElseThrow();
    }

    /** Stops it in good order and starts another on the same data. */
    public void restart() {
        lapidary.close();
        lapidary = Lapidary.start(options);
    }

    /** Asks the probe on an object: {@code probe("cart-17", "kv-get/key", "")}. */
    public Reply probe(String object, String operation, String body) {
        return post("/o/test/" + object + "/app/" + operation, body);
    }

    public Reply upload(String name, byte[] wasm) {
        return send(request("/v1/modules/" + name).PUT(BodyPublishers.ofByteArray(wasm)));
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    public Reply post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path));
    }

    /** A request with a token, or none if the text is empty. */
    public HttpRequest.Builder request(String path, String token) {
        var request = request(path);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** A reply's body that is no text. */
    public byte[] bytes(String path) {
        return exchange(request(path).GET(), BodyHandlers.ofByteArray()).body();
    }

    /** A reply whose body is read as it comes. */
    public HttpResponse<InputStream> open(HttpRequest.Builder request) {
        return exchange(request, BodyHandlers.ofInputStream());
    }

    public Reply send(HttpRequest.Builder request) {
        return new Reply(exchange(request, BodyHandlers.ofString()));
    }

    private <T> HttpResponse<T> exchange(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of its own, for what no well-behaved client sends. */
    public Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    /** Sends bytes as they are, then nothing more, and reads to the end. */
    public String raw(String request) throws IOException {
        try (var socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        client.close();
        lapidary.close();
    }
}
