package lapidary.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code module}: what can be done with a module without a server. */
@Command(
        name = "module",
        description = "Looks at modules, without a server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  lapidary module inspect counter.wasm"})
final class ModuleCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /** Reached only without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: inspect");
    }
}
