package lapidary.bench;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lapidary.bench.suite.Suite;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Where {@code bin/lapidary bench} enters. */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(BenchSuites.all()).execute(arguments));
    }

    /** {@code bench} runs all suites; below it each one has a command, and {@code all}. */
    static CommandLine commandLine(List<Suite> suites) {
        var bench = described(new CommandLine(new BenchCommand(suites)), "Measures all there is.");
        for (var suite : suites) {
            var one = new CommandLine(new BenchCommand(List.of(suite)));
            bench.addSubcommand(suite.name(), described(one, suite.question()));
        }
        bench.addSubcommand(
                "all", described(new CommandLine(new BenchCommand(suites)), "All of these."));
        return bench.setOut(writer(System.out)).setErr(writer(System.err));
    }

    private static CommandLine described(CommandLine command, String text) {
        command.getCommandSpec().usageMessage().description(text).width(100);
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Says this.")
                                .build());
        return command;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
