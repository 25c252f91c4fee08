package lapidary.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an event cost, as one client sees it? Compare a read and a durable write of the C
 * counter with a request that reaches no facet at all: the rest is HTTP and the client's own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgs = {
            "-Xss64m",
            "-XX:+UseSerialGC",
            "-XX:-DontCompileHugeMethods",
            "-XX:-ClipInlining",
            "-XX:Tier4MinInvocationThreshold=3",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED"
        })
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EventBenchmark {
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Path dataDir;
    private @Nullable Lapidary lapidary;

    /** Starts a real server over real files, with the counter deployed. */
    @Setup
    public void start() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("lapidary-bench");
        dataDir = folder;
        lapidary = Lapidary.start(new ServerOptions(folder, "127.0.0.1", 0, Optional.empty()));
        send("PUT", "/v1/modules/counter", BodyPublishers.ofByteArray(counter()));
        String document = "{\"facets\": {\"app\": {\"module\": \"counter\"}}}";
        send("PUT", "/v1/namespaces/bench", BodyPublishers.ofString(document));
    }

    @TearDown
    public void stop() throws IOException {
        Objects.requireNonNull(lapidary).close();
        try (var paths = Files.walk(Objects.requireNonNull(dataDir))) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public String noFacet() throws IOException, InterruptedException {
        return send("GET", "/health/live", BodyPublishers.noBody());
    }

    @Benchmark
    public String read() throws IOException, InterruptedException {
        return send("GET", "/o/bench/object/app/", BodyPublishers.noBody());
    }

    @Benchmark
    public String durableWrite() throws IOException, InterruptedException {
        return send("POST", "/o/bench/object/app/", BodyPublishers.noBody());
    }

    private String send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + Objects.requireNonNull(lapidary).port() + path);
        var request = HttpRequest.newBuilder(uri).method(method, body).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private static byte[] counter() throws IOException {
        try (InputStream in = EventBenchmark.class.getResourceAsStream("/counter-c/counter.wasm")) {
            return Objects.requireNonNull(in, "the counter is not on the class path")
                    .readAllBytes();
        }
    }
}
