package lapidary.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A server, spoken to over HTTP. Paths are given encoded and go out as they are. Thread-safe.
 *
 * <p>A refusal is a {@link ServerRefusal}; a server that is not there or not understood is a {@link
 * CommandFailure} that says so.
 */
final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final String server;
    private final Optional<String> token;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_MAX)
                    .build();

    /** The server's URL ends without a slash. */
    ApiClient(String server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    String server() {
        return server;
    }

    JsonNode get(String path) {
        return json(send("GET", path, List.of(), BodyPublishers.noBody()));
    }

    /** What GET gives, or nothing if the server answers with this code. */
    Optional<JsonNode> getUnless(String code, String path) {
        try {
            return Optional.of(get(path));
        } catch (ServerRefusal refusal) {
            if (refusal.problem().code().equals(code)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    JsonNode sendJson(String method, String path, JsonNode body) {
        return send(method, path, "application/json", BodyPublishers.ofString(body.toString()));
    }

    JsonNode send(String method, String path, String mediaType, BodyPublisher body) {
        return json(send(method, path, List.of(Map.entry("Content-Type", mediaType)), body));
    }

    /**
     * Sends a request and returns the reply, whatever its status, with its body still to come.
     *
     * @throws IllegalArgumentException if a method or header is not one that can be sent
     */
    HttpResponse<InputStream> send(
            String method, String path, List<Entry<String, String>> headers, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(server + path)).method(method, body);
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        token.ifPresent(secret -> request.setHeader("Authorization", "Bearer " + secret));
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    static String mediaType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** What was left of a reply's body. */
    static byte[] body(HttpResponse<InputStream> response) {
        return readAll(response.body());
    }

    static byte[] readAll(InputStream body) {
        try (body) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    static CommandFailure brokenOff(IOException cause) {
        return new CommandFailure("the reply broke off: " + reason(cause), cause);
    }

    private static JsonNode json(HttpResponse<InputStream> response) {
        byte[] body = body(response);
        if (response.statusCode() >= 300) {
            throw new ServerRefusal(
                    Problem.parse(response.statusCode(), mediaType(response), body)
                            .orElseGet(() -> foreign(response.statusCode(), body)));
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new CommandFailure("the server's answer is not JSON: is it Lapidary?", e);
        }
    }

    private static Problem foreign(int status, byte[] body) {
        return Problem.foreign(status, new String(body, StandardCharsets.UTF_8));
    }

    private CommandFailure unreachable(IOException cause) {
        boolean nobodyThere =
                cause instanceof ConnectException || cause instanceof HttpTimeoutException;
        return new CommandFailure(
                nobodyThere
                        ? "cannot reach "
                                + server
                                + ": "
                                + reason(cause)
                                + ". Start one with 'lapidary serve', or name it with --server"
                        : "talking to " + server + " failed: " + reason(cause),
                cause);
    }

    private static String reason(IOException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return "no such host";
            }
            String message = each.getMessage();
            if (message != null && !message.isBlank()) {
                return Text.printable(message);
            }
        }
        return cause instanceof ConnectException
                ? "nobody listens there"
                : cause.getClass().getSimpleName();
    }

    /** Drops what is still under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
