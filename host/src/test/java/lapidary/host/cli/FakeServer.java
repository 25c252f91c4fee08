package lapidary.host.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on loopback that gives prepared answers and keeps what it was asked. What nobody
 * prepared is a 404 that is not Lapidary's.
 */
final class FakeServer implements AutoCloseable {
    /** A request, with its path and query as they came. */
    record Asked(String method, String target, Map<String, List<String>> headers, String body) {
        String line() {
            return method + " " + target;
        }
    }

    /** A character of the body stands for a byte. */
    private record Answer(int status, String mediaType, String body) {
        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final HttpServer server;
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers to the same request are given in order, the last one again and again. */
    FakeServer on(String line, int status, String mediaType, String body) {
        return on(line, status, mediaType, body.getBytes(StandardCharsets.UTF_8));
    }

    FakeServer on(String line, int status, String mediaType, byte[] body) {
        answers.computeIfAbsent(line, _ -> new ConcurrentLinkedQueue<>())
                .add(new Answer(status, mediaType, new String(body, StandardCharsets.ISO_8859_1)));
        return this;
    }

    FakeServer onProblem(String line, int status, String code, String detail) {
        String body =
                """
                {"type": "/problems/%s", "title": "A title", "status": %d, "code": "%s",
                 "detail": "%s", "offset": 12, "imports": ["a.b", "c.d"]}
                """
                        .formatted(code.toLowerCase(Locale.ROOT), status, code, detail);
        return on(line, status, "application/problem+json", body);
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var request =
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            body);
            asked.add(request);
            Answer answer = next(request.line());
            exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
            exchange.getResponseHeaders().set("Lapidary-Fuel", "1234");
            exchange.sendResponseHeaders(
                    answer.status(), answer.body().isEmpty() ? -1 : answer.body().length());
            exchange.getResponseBody().write(answer.bytes());
        }
    }

    private Answer next(String line) {
        Queue<Answer> queue = answers.get(line);
        if (queue == null) {
            return new Answer(404, "text/plain", "nothing here");
        }
        Answer first = queue.element();
        if (queue.size() > 1) {
            queue.remove();
        }
        return first;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
