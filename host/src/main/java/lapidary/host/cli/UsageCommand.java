package lapidary.host.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code usage}: what facets used. */
@Command(
        name = "usage",
        description = "Prints what each facet used, in all or by the hour.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A TIME is like 2030-01-31T12:00:00Z. Hours count that begin at --from or later, and"
                    + " before --to.",
            "",
            "Examples:",
            "  lapidary usage demo --from 2030-01-01T00:00:00Z --to 2030-02-01T00:00:00Z",
            "  lapidary usage demo/hello --by-hour --output json"
        })
final class UsageCommand extends ClientCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NS[/OBJECT[/FACET]]",
            description = "Of those only; else of all")
    private Optional<String> place = Optional.empty();

    @Option(names = "--from", paramLabel = "TIME", description = "The first hour")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "The hour after the last")
    private Optional<String> to = Optional.empty();

    @Option(names = "--by-hour", description = "A line for each hour")
    private boolean isByHour;

    UsageCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        var query = new Query();
        place.map(Place::parse).ifPresent(query::add);
        from.ifPresent(time -> query.add("from", time));
        to.ifPresent(time -> query.add("to", time));
        if (isByHour) {
            query.add("by", "hour");
        }
        List<JsonNode> lines = client.all("/v1/usage" + query);
        if (printsJson()) {
            terminal().out().println(Json.pretty(Json.MAPPER.createArrayNode().addAll(lines)));
            return 0;
        }
        if (!lines.isEmpty()) {
            Table.ofObjects(lines).print(terminal().out());
        }
        terminal().err().println(lines.size() == 1 ? "1 line" : lines.size() + " lines");
        return 0;
    }
}
