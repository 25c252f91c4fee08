package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a port of its own; its log goes to a file. */
public final class HostProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    /** The real one. */
    public HostProcess(Path data, Path log) throws IOException {
        this(data, log, "lapidary.host.cli.Main", List.of());
    }

    /**
     * @param main class, whose arguments begin with {@code before}
     */
    public HostProcess(Path data, Path log, String main, List<String> before) throws IOException {
        this.log = log;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xss64m", "-XX:TieredStopAtLevel=1"));
        command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"); // as the jar says
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath(), main));
        command.addAll(before);
        command.addAll(List.of("serve", "--data-dir", data.toString()));
        command.addAll(List.of("--listen", "127.0.0.1:0"));
        process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        String line = String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
        if (!line.startsWith("listening on ")) {
            process.destroyForcibly();
            assertTrue(false, line + "\n" + log());
        }
        url = line.substring("listening on ".length());
    }

    /** Of the tests: Surefire may hide it in the manifest of a jar. */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** With the probe as facet {@code app} of namespace {@code test}. */
    public HostProcess withProbe() throws IOException, InterruptedException {
        var module = BodyPublishers.ofByteArray(TestServer.guest("probe"));
        assertOk(send("PUT", "/v1/modules/probe", module));
        assertOk(put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}"));
        return this;
    }

    private static void assertOk(HttpResponse<String> reply) {
        assertTrue(reply.statusCode() / 100 == 2, reply.statusCode() + ": " + reply.body());
    }

    public HttpResponse<String> put(String path, String body)
            throws IOException, InterruptedException {
        return send("PUT", path, BodyPublishers.ofString(body));
    }

    public HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).method(method, body);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Asks the probe on an object of namespace {@code test}. */
    public HttpResponse<String> probe(String object, String operation, String body)
            throws IOException, InterruptedException {
        return post("/o/test/" + object + "/app/" + operation, body);
    }

    /** Sets a limit of the process, such as {@code --nofile=100}. */
    public void limit(String option) throws IOException, InterruptedException {
        var prlimit =
                new ProcessBuilder("prlimit", "--pid=" + process.pid(), option).inheritIO().start();
        assertTrue(prlimit.waitFor() == 0, "prlimit " + option);
    }

    /** Where it listens. */
    public String url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended; it must do so by itself. */
    public int exitStatus() throws InterruptedException, IOException {
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), () -> "it goes on");
        return process.exitValue();
    }

    public String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Kills it, if it has not ended. */
    @Override
    public void close() {
        client.shutdownNow();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
