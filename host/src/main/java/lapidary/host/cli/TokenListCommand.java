package lapidary.host.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code token list}: the tokens there are, without their secrets. */
@Command(
        name = "list",
        description = "Lists tokens by id, without their secrets.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  lapidary token list --output json"})
final class TokenListCommand extends ClientCommand {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Looks into this folder, which no server may use now, not at a server")
    private Optional<Path> dataDir = Optional.empty();

    TokenListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        List<JsonNode> tokens = TokenStore.of(dataDir, client).list();
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
