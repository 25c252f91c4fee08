package lapidary.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code token}: who may do what on a server. */
@Command(
        name = "token",
        description = {
            "Makes, lists and revokes tokens, on a running server or, with --data-dir, in a folder"
                    + " that no server uses.",
            "",
            "admin may do all; deploy uploads and configures; invoke calls objects of the"
                    + " namespaces that it names."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  lapidary token create --role admin --name ops --data-dir data",
            "  lapidary token create --role invoke --namespace shop --name web --expires 90d",
            "  lapidary token list",
            "  lapidary token revoke k3v9x0a1bc"
        })
final class TokenCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /** Reached only without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: create, list or revoke");
    }
}
