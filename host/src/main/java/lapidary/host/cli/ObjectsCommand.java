package lapidary.host.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code objects}: the objects of a namespace. */
@Command(
        name = "objects",
        description = "Lists the objects of a namespace, all pages of them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  lapidary objects demo",
            "  lapidary objects demo --prefix user- --output json"
        })
final class ObjectsCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NS", description = "The namespace")
    private String namespace = "";

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only names that begin so")
    private Optional<String> prefix = Optional.empty();

    ObjectsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        Names.requirePlain("namespace", namespace);
        List<JsonNode> objects = client.all(path());
        if (printsJson()) {
            var items = Json.MAPPER.createArrayNode().addAll(objects);
            terminal().out().println(Json.pretty(items));
        } else if (!objects.isEmpty()) {
            Table.ofObjects(objects.stream().map(Times::readable).toList()).print(terminal().out());
        }
        if (!printsJson()) {
            terminal()
                    .err()
                    .println(objects.size() == 1 ? "1 object" : objects.size() + " objects");
        }
        return 0;
    }

    private String path() {
        return "/v1/namespaces/"
                + namespace
                + "/objects"
                + prefix.map(text -> "?prefix=" + PathSegment.encode(text)).orElse("");
    }
}
