package lapidary.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * One client that asks one thing after the other on one connection, blocking in its own thread: so
 * that a latency is the server's, with little of the client's own. Confined to its thread.
 */
public final class Caller {
    private static final int ANSWER_MILLIS_MAX = 30_000;

    private final URI server;

    /**
     * A client of one server.
     *
     * @param server without a path
     */
    public Caller(URI server) {
        this.server = server;
    }

    public String get(String path) throws IOException {
        return send("GET", path, new byte[0]);
    }

    public String put(String path, byte[] body) throws IOException {
        return send("PUT", path, body);
    }

    private String send(String method, String path, byte[] body) throws IOException {
        var connection = (HttpURLConnection) server.resolve(path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setReadTimeout(ANSWER_MILLIS_MAX);
        if (body.length > 0) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        if (status / 100 != 2) {
            throw new IOException(
                    method + " " + path + " gave " + status + ": " + error(connection));
        }
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static String error(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null ? "" : new String(in.readAllBytes(), UTF_8);
        }
    }
}
