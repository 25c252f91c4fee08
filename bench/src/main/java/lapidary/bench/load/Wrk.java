package lapidary.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import lapidary.bench.suite.SkippedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code wrk}: one thread, many connections, and little work of its own for each request. It adds
 * to its latencies what a stalled connection did not ask meanwhile (coordinated omission). Why this
 * one: docs/decisions/0027-wrk-is-the-load.md.
 */
public final class Wrk implements LoadGenerator {
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path program;
    private final Path folder;
    private final String script;
    private final String version;
    private int seed;

    private Wrk(Path program, Path folder, String script, String version) {
        this.program = program;
        this.folder = folder;
        this.script = script;
        this.version = version;
    }

    /**
     * The one on the PATH.
     *
     * @param folder in which it writes its script
     */
    public static Wrk find(Path folder) throws IOException, SkippedException, InterruptedException {
        Path program =
                Tool.find("wrk")
                        .orElseThrow(() ->
                                new SkippedException(
                                        "wrk is not on the PATH: apt-get install wrk,"
                                                + " dnf install wrk, or brew install wrk"));
        try (InputStream in = Wrk.class.getResourceAsStream("objects.lua")) {
            var script = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return new Wrk(program, folder, script, version(program, folder));
        }
    }

    /** It has no option that only says so; the usage ends with 1. */
    private static String version(Path program, Path folder)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(program.toString(), "--version")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output.lines().findFirst().orElse("wrk").replaceAll(" \\[.*", "").strip();
    }

    @Override
    public String version() {
        return version;
    }

    /** In whole seconds, which is all that it takes: at least one. */
    @Override
    public Outcome run(Load load) throws IOException, InterruptedException {
        var ran = Tool.run(folder, command(load));
        JsonNode answer = JSON.readTree(lastLine(ran.output()));
        if (answer.path("failures").asLong() > 0 || answer.path("requests").asLong() == 0) {
            throw new IOException("of " + load + " some requests failed: " + ran.output());
        }
        double seconds = answer.path("micros").asDouble() / MICROS_PER_SECOND;
        return new Outcome(
                answer.path("requests").asDouble() / seconds,
                millis(answer),
                ran.cpuSeconds() / seconds,
                0);
    }

    private List<String> command(Load load) throws IOException {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of("-t1", "-c" + load.connections(), "-d" + seconds(load.time())));
        command.addAll(List.of("--timeout", "10s", "-s", writeScript(load).toString()));
        command.addAll(List.of(load.server().toString(), "--"));
        var paths = load.paths();
        command.addAll(List.of(paths.before(), paths.behind(), paths.objects() + ""));
        command.add("" + ++seed);
        return command;
    }

    private Path writeScript(Load load) throws IOException {
        String rate = "local rate = " + load.perSecond() + System.lineSeparator();
        return Files.writeString(folder.resolve("objects.lua"), rate + script);
    }

    private static String seconds(Duration time) {
        return Math.max(1, time.toSeconds()) + "s";
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (_, line) -> line);
    }

    private static Map<String, Double> millis(JsonNode answer) {
        var millis = new TreeMap<String, Double>();
        for (var percentile : PERCENTILES) {
            millis.put(percentile, answer.path(percentile).asDouble() / MICROS_PER_MILLI);
        }
        return millis;
    }
}
