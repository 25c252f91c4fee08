package lapidary.bench.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import lapidary.bench.server.JavaCommand;

/**
 * One way to run kernels in a JVM of its own, so that what it compiles does not hold up what
 * another compiles, and what it has learned of shared code does not serve or spoil another.
 */
final class KernelProcess {
    /** What may run in it. */
    enum Way {
        METERED,
        UNMETERED;

        Runner runner() throws IOException {
            return this == METERED ? new MeteredRunner() : new UnmeteredRunner();
        }
    }

    private KernelProcess() {}

    /** Starts a JVM with this one's options. */
    static Runner start(Way way) throws IOException {
        List<String> command = JavaCommand.of(KernelProcess.class.getName(), List.of(way.name()));
        return new ProcessRunner(way.name().toLowerCase(Locale.ROOT), command);
    }

    /** Runs what its input asks for, see {@link ProcessRunner}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Kernel> kernels =
                Kernel.all().stream()
                        .collect(Collectors.toMap(ProcessRunner::line, Function.identity()));
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (var runner = Way.valueOf(arguments[0]).runner()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                var run = runner.run(Objects.requireNonNull(kernels.get(line), line));
                System.out.println(run.millis() + " " + Long.toUnsignedString(run.checksum()));
            }
        }
    }
}
