package lapidary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lapidary.bench.report.Machine;
import lapidary.bench.report.Report;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Suite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}, and each command below it: runs suites, and leaves their reports. */
@Command(
        name = "lapidary bench",
        sortOptions = false,
        footer = {
            "",
            "Results are ratios of one run, in which what is compared takes turns: the machine may be"
                    + " shared. They are printed, and left as JSON with every sample and as one"
                    + " page of HTML.",
            "",
            "Examples:",
            "  lapidary bench --quick",
            "  lapidary bench http",
            "  lapidary bench scale --max-objects 10000"
        })
final class BenchCommand implements Callable<Integer> {
    private final List<Suite> suites;
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Everything in about two minutes: orders of magnitude")
    private boolean isQuick;

    @Option(
            names = "--shortest",
            description = "Each thing once, to see that it works; what it measures means nothing")
    private boolean isShortest;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often what is compared takes turns")
    private Optional<Integer> rounds = Optional.empty();

    @Option(
            names = "--round-seconds",
            paramLabel = "N",
            description = "How long each thing is measured for in a round")
    private Optional<Integer> roundSeconds = Optional.empty();

    @Option(
            names = "--max-objects",
            paramLabel = "N",
            description =
                    "Up to how many objects the server is grown (default 100 000, quick 1 000)")
    private Optional<Integer> objectsMax = Optional.empty();

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description =
                    "For servers' data: a folder on the disk to be measured"
                            + " (default bench/target/work)")
    private Optional<Path> work = Optional.empty();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "For the reports (default bench/results)")
    private Optional<Path> results = Optional.empty();

    BenchCommand(List<Suite> suites) {
        this.suites = suites;
    }

    @Override
    public Integer call() throws Exception {
        var home = Path.of(System.getProperty("lapidary.home", "."));
        var target = home.resolve("bench/target");
        var folder = Files.createDirectories(work.orElse(target.resolve("work")));
        var options = options(Options.of(effort(), folder, target.resolve("peer")));
        var machine = Machine.here(home, options.folder());
        var run = new BenchRun(machine, options, spec.commandLine().getErr());
        var reports = new ArrayList<Report>();
        for (var suite : suites) {
            run.run(suite).ifPresent(reports::add);
        }
        if (!reports.isEmpty()) {
            leave(reports, results.orElse(home.resolve("bench/results")));
        }
        return run.isComplete() ? 0 : 1;
    }

    private void leave(List<Report> reports, Path folder) throws IOException {
        var files = new BenchFiles(folder, reports, name());
        files.write();
        var out = spec.commandLine().getOut();
        out.println(files.text());
        files.paths().forEach(path -> out.println("written to " + path));
    }

    private String name() {
        return suites.size() == 1 ? suites.getFirst().name() : "all";
    }

    /** What the command line changes of the standard ones. */
    private Options options(Options standard) {
        try {
            return new Options(
                    standard.effort(),
                    rounds.orElse(standard.rounds()),
                    roundSeconds.map(Duration::ofSeconds).orElse(standard.round()),
                    objectsMax.orElse(standard.objectsMax()),
                    standard.folder(),
                    standard.installed());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Effort effort() {
        if (isShortest) {
            return Effort.SHORTEST;
        }
        return isQuick ? Effort.QUICK : Effort.FULL;
    }
}
