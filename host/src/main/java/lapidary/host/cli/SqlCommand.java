package lapidary.host.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sql}: a statement in a facet's database, as an event of the facet. */
@Command(
        name = "sql",
        description = "Runs SQL in a facet's database, as an event of the facet.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A PARAM is text, unless it is a JSON number, null, a JSON string in double quotes, or"
                    + " x'…' with the hex digits of a BLOB. After --, a PARAM may begin with a -.",
            "",
            "Examples:",
            "  lapidary sql demo/hello/app \"SELECT name, value FROM counter\"",
            "  lapidary sql demo/hello/app \"SELECT * FROM note WHERE id = ?\" 42",
            "  lapidary sql demo/hello/~ \"SELECT * FROM plan\" --output json"
        })
final class SqlCommand extends ClientCommand {
    @Parameters(
            index = "0",
            paramLabel = "NS/OBJECT/FACET",
            description = "The facet: ~ for the root, a/b for one below another")
    private String target = "";

    @Parameters(index = "1", paramLabel = "SQL", description = "The statement, or several")
    private String sql = "";

    @Parameters(index = "2..*", paramLabel = "PARAM", description = "For the ? of the last one")
    private List<String> parameters = List.of();

    SqlCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("sql", sql);
        var values = request.putArray("params");
        parameters.stream().map(SqlParameter::parse).forEach(values::add);
        JsonNode result =
                client.sendJson("POST", Target.parse(target).facetPath() + "/sql", request);
        if (printsJson()) {
            terminal().out().println(Json.pretty(result));
        } else {
            print(result);
        }
        return 0;
    }

    private void print(JsonNode result) {
        List<String> columns = elements(result.path("columns")).map(JsonNode::asString).toList();
        List<List<JsonNode>> rows =
                elements(result.path("rows")).map(row -> elements(row).toList()).toList();
        if (rows.stream().anyMatch(row -> row.size() != columns.size())) {
            throw new CommandFailure("the server's rows do not fit its columns");
        }
        if (!columns.isEmpty()) {
            new Table(columns, rows).print(terminal().out());
        }
        terminal()
                .err()
                .println(
                        "%d %s, rows read %s, rows written %s, fuel %s"
                                .formatted(
                                        rows.size(),
                                        rows.size() == 1 ? "row" : "rows",
                                        result.path("rowsRead"),
                                        result.path("rowsWritten"),
                                        result.path("fuel")));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return array.valueStream();
    }
}
