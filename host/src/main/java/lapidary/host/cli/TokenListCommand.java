package lapidary.host.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code token list}: the tokens there are, without their secrets. */
@Command(
        name = "list",
        description = "Lists tokens by id, without their secrets.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  lapidary token list --output json"})
final class TokenListCommand extends ClientCommand {
    @Mixin private TokenStoreOptions where = new TokenStoreOptions();

    TokenListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        List<JsonNode> tokens = where.store(client).list();
        if (printsJson()) {
            terminal().out().println(Json.pretty(Json.MAPPER.createArrayNode().addAll(tokens)));
            return 0;
        }
        if (!tokens.isEmpty()) {
            Table.ofObjects(tokens.stream().map(Times::readable).toList()).print(terminal().out());
        }
        terminal().err().println(tokens.size() == 1 ? "1 token" : tokens.size() + " tokens");
        return 0;
    }
}
