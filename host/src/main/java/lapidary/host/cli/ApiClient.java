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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
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
    private final HttpClient http;

    /**
     * A client of one server.
     *
     * @param server its URL, without a slash at the end
     * @param trust what to believe of its certificate, if not what Java does
     */
    ApiClient(String server, Optional<String> token, Optional<SSLContext> trust) {
        this.server = server;
        this.token = token;
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_MAX);
        trust.ifPresent(builder::sslContext);
        http = builder.build();
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

    /** Deletes; there is no answer. */
    void delete(String path) {
        HttpResponse<InputStream> response =
                send("DELETE", path, List.of(), BodyPublishers.noBody());
        if (response.statusCode() >= 300) {
            throw refusal(response, body(response));
        }
    }

    /** All items of a paged list. */
    List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            String separator = path.contains("?") ? "&" : "?";
            JsonNode page =
                    get(
                            path
                                    + after.map(name ->
                                                    separator + "after=" + PathSegment.encode(name))
                                            .orElse(""));
            page.path("items").forEach(items::add);
            Optional<String> next = page.path("next").asStringOpt();
            if (next.isPresent() && next.equals(after)) {
                throw new CommandFailure(
                        "the server's list does not end: page '" + next.get() + "'");
            }
            after = next;
        } while (after.isPresent());
        return items;
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

    /** What GET gives, as it comes. */
    InputStream follow(String path) {
        var accept = List.of(Map.entry("Accept", "text/event-stream"));
        HttpResponse<InputStream> response = send("GET", path, accept, BodyPublishers.noBody());
        if (response.statusCode() >= 300) {
            throw refusal(response, body(response));
        }
        return response.body();
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
            throw refusal(response, body);
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new CommandFailure("the server's answer is not JSON: is it Lapidary?", e);
        }
    }

    private static ServerRefusal refusal(HttpResponse<?> response, byte[] body) {
        return new ServerRefusal(
                Problem.parse(response.statusCode(), mediaType(response), body)
                        .orElseGet(() -> foreign(response.statusCode(), body)));
    }

    private static Problem foreign(int status, byte[] body) {
        return Problem.foreign(status, new String(body, StandardCharsets.UTF_8));
    }

    private CommandFailure unreachable(IOException cause) {
        if (cause instanceof SSLException) {
            return new CommandFailure(
                    "cannot trust "
                            + server
                            + ": "
                            + reason(cause)
                            + ". --ca FILE names the certificate of who vouches for it",
                    cause);
        }
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
