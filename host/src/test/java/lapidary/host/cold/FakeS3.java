package lapidary.host.cold;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** As much of an S3-compatible service as the store asks of one; it checks each signature. */
public final class FakeS3 implements AutoCloseable {
    public static final S3Credentials CREDENTIALS = new S3Credentials("KEYID", "the/secret");
    public static final String REGION = "eu-1";
    private final HttpServer server;
    final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    public FakeS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!isSigned(exchange, body)) {
                reply(exchange, 403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
                return;
            }
            String key = exchange.getRequestURI().getPath().substring("/bucket".length());
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    files.put(key.substring(1), body);
                    reply(exchange, 200, "");
                }
                case "DELETE" -> {
                    files.remove(key.substring(1));
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> {
                    if (key.isEmpty()) {
                        list(exchange);
                    } else {
                        get(exchange, files.get(key.substring(1)));
                    }
                }
            }
        }
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        String authorization = String.valueOf(headers.getFirst("Authorization"));
        var signed = new TreeMap<String, String>();
        String names = authorization.replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        for (String name : names.split(";", -1)) {
            signed.put(name, String.valueOf(headers.getFirst(name)));
        }
        return SignatureV4.sha256(body).equals(signed.get("x-amz-content-sha256"))
                && new SignatureV4(CREDENTIALS, REGION)
                        .authorization(
                                exchange.getRequestMethod(), exchange.getRequestURI(), signed)
                        .equals(authorization);
    }

    private static void get(HttpExchange exchange, byte @Nullable [] file) throws IOException {
        if (file == null) {
            reply(exchange, 404, "<Error><Code>NoSuchKey</Code></Error>");
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            reply(exchange, 200, file);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int start = Integer.parseInt(ends[0]);
        if (start >= file.length) {
            reply(exchange, 416, "<Error><Code>InvalidRange</Code></Error>");
            return;
        }
        int end = Math.min(file.length, Integer.parseInt(ends[1]) + 1);
        reply(exchange, 206, Arrays.copyOfRange(file, start, end));
    }

    private void list(HttpExchange exchange) throws IOException {
        var query = query(exchange.getRequestURI());
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("start-after", "");
        int limit = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
        var reply = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult>");
        var folders = new TreeSet<String>();
        int count = 0;
        for (var file : files.tailMap(after, false).entrySet()) {
            if (!file.getKey().startsWith(prefix) || count >= limit) {
                continue;
            }
            int slash = file.getKey().indexOf('/', prefix.length());
            if (slash < 0) {
                count++;
                reply.append(
                        "<Contents><Key>%s</Key><Size>%d</Size></Contents>"
                                .formatted(file.getKey(), file.getValue().length));
            } else if (folders.add(file.getKey().substring(0, slash + 1))) {
                count++;
            }
        }
        folders.forEach(folder ->
                reply.append(
                        "<CommonPrefixes><Prefix>%s</Prefix></CommonPrefixes>".formatted(folder)));
        reply(exchange, 200, reply.append("</ListBucketResult>").toString());
    }

    private static Map<String, String> query(URI uri) {
        var query = new HashMap<String, String>();
        for (String part : uri.getRawQuery().split("&", -1)) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
        }
        return query;
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        reply(exchange, status, text.getBytes(UTF_8));
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
