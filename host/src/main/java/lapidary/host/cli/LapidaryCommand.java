package lapidary.host.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code lapidary}, which has all others below it. */
@Command(
        name = "lapidary",
        description = "A self-hosted WebAssembly isolation host: Durable Objects with Facets.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  lapidary quickstart",
            "  lapidary serve --data-dir data --listen 127.0.0.1:8080",
            "  lapidary deploy counter counter.wasm --namespace demo --facet app",
            "  lapidary call POST demo/hello/app/increment",
            "  lapidary token create --role admin --name ops --data-dir data",
            "",
            "Exit status: 0 done, 1 the server refused or cannot be reached, 2 wrong usage."
        })
final class LapidaryCommand implements Runnable {
    private static final int STATUS_FAILED = 1;

    @Spec private CommandSpec spec = CommandSpec.create();

    private LapidaryCommand() {}

    /** The whole command line. Servers are started by {@code starter}. */
    static CommandLine commandLine(Terminal terminal, Function<ServerOptions, Lapidary> starter) {
        var serverRun = new ServerRun(terminal, starter);
        return new CommandLine(new LapidaryCommand())
                .addSubcommand(new ServeCommand(serverRun))
                .addSubcommand(new QuickstartCommand(terminal, serverRun))
                .addSubcommand(new WarmUpCommand(terminal, serverRun))
                .addSubcommand(new DeployCommand(terminal))
                .addSubcommand(new CallCommand(terminal))
                .addSubcommand(new SqlCommand(terminal))
                .addSubcommand(new ObjectsCommand(terminal))
                .addSubcommand(new UsageCommand(terminal))
                .addSubcommand(new LogsCommand(terminal))
                .addSubcommand(new RestoreCommand(terminal))
                .addSubcommand(module(terminal))
                .addSubcommand(token(terminal))
                .addSubcommand(alarms(terminal))
                .addSubcommand(new HelpCommand())
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                // An @FILE is for `call --data`, not for more arguments.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(LapidaryCommand::explainUsage)
                .setExecutionExceptionHandler(
                        (failure, command, _) -> report(failure, command, terminal));
    }

    private static CommandLine module(Terminal terminal) {
        return new CommandLine(new ModuleCommand()).addSubcommand(new InspectCommand(terminal));
    }

    private static CommandLine alarms(Terminal terminal) {
        return new CommandLine(new AlarmsCommand())
                .addSubcommand(new AlarmsRebuildCommand(terminal));
    }

    private static CommandLine token(Terminal terminal) {
        return new CommandLine(new TokenCommand())
                .addSubcommand(new TokenCreateCommand(terminal))
                .addSubcommand(new TokenListCommand(terminal))
                .addSubcommand(new TokenRevokeCommand(terminal));
    }

    /** Reached only without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int explainUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("lapidary: " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.print(command.getHelp().fullSynopsis());
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int report(Exception failure, CommandLine command, Terminal terminal)
            throws Exception {
        if (!(failure instanceof CommandFailure)) {
            throw failure;
        }
        boolean printsJson =
                command.getCommand() instanceof ClientCommand client && client.printsJson();
        terminal.err()
                .println(
                        printsJson && failure instanceof ServerRefusal refusal
                                ? Json.pretty(refusal.problem().document())
                                : "lapidary: " + failure.getMessage());
        if ("1".equals(terminal.environment().get("LAPIDARY_VERBOSE"))) {
            failure.printStackTrace(terminal.err());
        }
        return STATUS_FAILED;
    }
}
