package lapidary.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alarms}: what a data folder notes of facets' alarms. */
@Command(
        name = "alarms",
        description = "Looks after the alarms of a folder that no server uses.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  lapidary alarms rebuild --data-dir data"})
final class AlarmsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /** Reached only without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: rebuild");
    }
}
