package lapidary.host.cli;

import java.util.ArrayList;
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
        List<JsonNode> objects = all(client);
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

    private List<JsonNode> all(ApiClient client) {
        List<JsonNode> objects = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            JsonNode page = client.get(path(after));
            page.path("items").forEach(objects::add);
            Optional<String> next = page.path("next").asStringOpt();
            if (next.isPresent() && next.equals(after)) {
                throw new CommandFailure(
                        "the server's list does not end: page '" + next.get() + "'");
            }
            after = next;
        } while (after.isPresent());
        return objects;
    }

    private String path(Optional<String> after) {
        var path = new StringBuilder("/v1/namespaces/").append(namespace).append("/objects");
        String separator = "?";
        if (prefix.isPresent()) {
            path.append(separator).append("prefix=").append(encoded(prefix.get()));
            separator = "&";
        }
        if (after.isPresent()) {
            path.append(separator).append("after=").append(encoded(after.get()));
        }
        return path.toString();
    }

    private static String encoded(String value) {
        return PathSegment.encode(value);
    }
}
