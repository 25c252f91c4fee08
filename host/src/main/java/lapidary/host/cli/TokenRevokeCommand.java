package lapidary.host.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code token revoke}: a token that grants nothing from now on. */
@Command(
        name = "revoke",
        description = "Revokes a token: the next request that shows it is refused.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  lapidary token revoke k3v9x0a1bc"})
final class TokenRevokeCommand extends ClientCommand {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The token's id, as lists show it; the part of its text after lap_")
    private String id = "";

    @Mixin private TokenStoreOptions where = new TokenStoreOptions();

    TokenRevokeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        where.store(client).revoke(id);
        if (!printsJson()) {
            terminal().err().println("revoked " + Text.printable(id));
        }
        return 0;
    }
}
