package lapidary.host.cold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A store in a bucket of an S3-compatible service. Asks by path ({@code /bucket/key}), signs each
 * request, and follows no redirect. Thread-safe.
 */
public final class S3Store implements ColdStore, AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration REPLY_MAX = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._/-]+");
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int NOT_SATISFIABLE = 416;
    private static final int LISTING_BYTES_MAX = 8 << 20;
    private static final int PROBLEM_BYTES_MAX = 300;
    private static final String NOTHING = SignatureV4.sha256(new byte[0]);

    private final S3Bucket bucket;
    private final SignatureV4 signature;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_MAX)
                    .build();

    public S3Store(S3Bucket bucket, S3Credentials credentials, InstantSource clock) {
        this.bucket = bucket;
        this.signature = new SignatureV4(credentials, bucket.region());
        this.clock = clock;
    }

    @Override
    public void put(String key, Path file) throws IOException {
        var reply = send("PUT", uri(key), Map.of(), BodyPublishers.ofFile(file), sha256(file));
        try (var body = reply.body()) {
            require(reply, body, OK);
        }
    }

    @Override
    public InputStream open(String key) throws IOException {
        var reply = get(uri(key), Map.of());
        if (reply.statusCode() != OK) {
            try (var body = reply.body()) {
                refuse(key, reply, body);
            }
        }
        return new BufferedInputStream(reply.body());
    }

    @Override
    public byte[] range(String key, long offset, int length) throws IOException {
        if (length == 0) {
            return new byte[0];
        }
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        var reply = get(uri(key), Map.of("range", range));
        try (var body = reply.body()) {
            return switch (reply.statusCode()) {
                case PARTIAL -> body.readNBytes(length);
                case OK -> {
                    body.skipNBytes(offset);
                    yield body.readNBytes(length);
                }
                case NOT_SATISFIABLE -> new byte[0];
                default -> throw refuse(key, reply, body);
            };
        }
    }

    @Override
    public List<Entry> list(String folder, String after, int limit) throws IOException {
        String start = bucket.full(folder) + "/";
        String query =
                "delimiter=%2F&list-type=2&max-keys="
                        + limit
                        + "&prefix="
                        + URLEncoder.encode(start, UTF_8)
                        + (after.isEmpty()
                                ? ""
                                : "&start-after=" + URLEncoder.encode(start + after, UTF_8));
        var reply = get(bucket.uri("", query), Map.of());
        try (var body = reply.body()) {
            require(reply, body, OK);
            // A folder sorts after its own name, so that the one that was last comes again.
            return S3Listing.read(body.readNBytes(LISTING_BYTES_MAX), start).stream()
                    .filter(entry -> entry.name().compareTo(after) > 0)
                    .toList();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        var reply = send("DELETE", uri(key), Map.of(), BodyPublishers.noBody(), NOTHING);
        try (var body = reply.body()) {
            if (reply.statusCode() != NOT_FOUND) {
                require(reply, body, NO_CONTENT);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private URI uri(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + key + "' is not a key of the store");
        }
        return bucket.uri(key, "");
    }

    private HttpResponse<InputStream> get(URI uri, Map<String, String> headers) throws IOException {
        return send("GET", uri, headers, BodyPublishers.noBody(), NOTHING);
    }

    private HttpResponse<InputStream> send(
            String method,
            URI uri,
            Map<String, String> headers,
            BodyPublisher body,
            String bodyHash)
            throws IOException {
        var signed = new TreeMap<>(headers);
        signed.put("host", uri.getRawAuthority());
        signed.put("x-amz-date", SignatureV4.time(clock.instant()));
        signed.put("x-amz-content-sha256", bodyHash);
        var request = HttpRequest.newBuilder(uri).timeout(REPLY_MAX).method(method, body);
        request.header("Authorization", signature.authorization(method, uri, signed));
        signed.remove("host"); // the client's own
        signed.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the store was asked", e);
        }
    }

    private static void require(HttpResponse<?> reply, InputStream body, int status)
            throws IOException {
        if (reply.statusCode() != status) {
            throw problem(reply, body);
        }
    }

    private static IOException refuse(String key, HttpResponse<?> reply, InputStream body)
            throws IOException {
        if (reply.statusCode() == NOT_FOUND) {
            throw new NoSuchFileException(key);
        }
        throw problem(reply, body);
    }

    /** With the beginning of what it says, which is for the operator. */
    private static IOException problem(HttpResponse<?> reply, InputStream body) throws IOException {
        String text = new String(body.readNBytes(PROBLEM_BYTES_MAX), UTF_8);
        return new IOException(
                "the store answered "
                        + reply.statusCode()
                        + ": "
                        + text.replaceAll("\\p{Cntrl}", " "));
    }

    private static String sha256(Path file) throws IOException {
        var digest = SignatureV4.digest();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
