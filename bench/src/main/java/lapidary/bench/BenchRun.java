package lapidary.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lapidary.bench.report.Machine;
import lapidary.bench.report.Report;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.SkippedException;
import lapidary.bench.suite.Suite;

/** Runs suites one after the other, and says what each does. Confined to one thread. */
final class BenchRun {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Machine machine;
    private final Options options;
    private final PrintWriter progress;
    private final long start = System.nanoTime();
    private boolean isComplete = true;

    BenchRun(Machine machine, Options options, PrintWriter progress) {
        this.machine = machine;
        this.options = options;
        this.progress = progress;
    }

    /** Nothing if it was skipped or failed, which was then said; the next one may run. */
    Optional<Report> run(Suite suite) throws InterruptedException {
        var startedAt = Instant.now();
        long began = System.nanoTime();
        try {
            say(suite, suite.question());
            List<Result> results = suite.run(options, what -> say(suite, what));
            var took = Duration.ofNanos(System.nanoTime() - began);
            return Optional.of(
                    new Report(
                            suite.name(),
                            suite.question(),
                            machine,
                            options,
                            startedAt,
                            took,
                            results));
        } catch (SkippedException e) {
            say(suite, "skipped: " + e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            say(suite, "failed: " + e);
            e.printStackTrace(progress);
            isComplete = false;
            return Optional.empty();
        }
    }

    /** Whether no suite has failed. */
    boolean isComplete() {
        return isComplete;
    }

    private void say(Suite suite, String what) {
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        progress.println(
                String.format(Locale.ROOT, "%6.1f s  %-7s  %s", seconds, suite.name(), what));
    }
}
