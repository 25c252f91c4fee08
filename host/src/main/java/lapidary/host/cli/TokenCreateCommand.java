package lapidary.host.cli;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.host.token.TokenRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code token create}: makes a token, and prints it this once. */
@Command(
        name = "create",
        description = "Makes a token and prints it on stdout, this once: it cannot be had again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  lapidary token create --role admin --name ops --data-dir data",
            "  LAPIDARY_TOKEN=$(lapidary token create --role deploy --namespace shop --name ci)"
        })
final class TokenCreateCommand extends ClientCommand {
    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            description = "admin, deploy or invoke; the first token is an admin token")
    private String role = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "What people call it: who has it, and for what")
    private String name = "";

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            description =
                    "A namespace that it is for; more than once for several. Without one a deploy"
                            + " token is for all")
    private List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "When it ends: 90d, 12h, 15m, or 2030-01-31T00:00:00Z (default: never)")
    private Optional<String> expires = Optional.empty();

    @Mixin private TokenStoreOptions where = new TokenStoreOptions();

    TokenCreateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        namespaces.forEach(each -> Names.requirePlain("namespace", each));
        var now = InstantSource.system().instant();
        var wanted =
                new TokenRequest(
                        name,
                        role,
                        namespaces.isEmpty() ? null : List.copyOf(namespaces),
                        expires.map(text -> Lifetime.end(text, now).toEpochMilli()).orElse(null));
        JsonNode made = where.store(client).create(wanted);
        if (printsJson()) {
            terminal().out().println(Json.pretty(made));
        } else {
            terminal().out().println(Text.printable(made.path("token").asString("")));
            terminal()
                    .err()
                    .println(
                            "%s token %s, shown this once: keep it"
                                    .formatted(
                                            Text.printable(role),
                                            Text.printable(made.path("id").asString("?"))));
        }
        return 0;
    }
}
