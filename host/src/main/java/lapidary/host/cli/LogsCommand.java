package lapidary.host.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code logs}: what happens in facets, until it is interrupted or the server ends. */
@Command(
        name = "logs",
        description = "Follows what guests log and what each event used, as it happens.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "As JSON each line is an object; its member event is log, receipt or lost.",
            "",
            "Examples:",
            "  lapidary logs demo",
            "  lapidary logs demo/hello/app --no-receipts",
            "  lapidary logs --output json"
        })
final class LogsCommand extends ClientCommand {
    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NS[/OBJECT[/FACET]]",
            description = "Of those only; else of all")
    private Optional<String> place = Optional.empty();

    @Option(names = "--no-receipts", description = "Only what guests log")
    private boolean isWithoutReceipts;

    LogsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        var query = new Query();
        place.map(Place::parse).ifPresent(query::add);
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                client.follow("/v1/logs" + query), StandardCharsets.UTF_8))) {
            follow(lines);
        } catch (IOException e) {
            throw ApiClient.brokenOff(e);
        }
        terminal().err().println("the server has ended it");
        return 0;
    }

    private void follow(BufferedReader lines) throws IOException {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(EVENT)) {
                event = line.substring(EVENT.length());
            } else if (line.startsWith(DATA)) {
                print(event, line.substring(DATA.length()));
            }
        }
    }

    private void print(String event, String data) {
        if (isWithoutReceipts && event.equals("receipt")) {
            return;
        }
        try {
            var entry = Json.MAPPER.readTree(data);
            terminal().out().println(printsJson() ? json(event, entry) : text(event, entry));
            terminal().out().flush();
        } catch (JacksonException e) {
            throw new CommandFailure("the server's answer is not JSON: is it Lapidary?", e);
        }
    }

    private static String json(String event, JsonNode entry) {
        var object = Json.MAPPER.createObjectNode();
        object.put("event", event);
        entry.properties().forEach(member -> object.set(member.getKey(), member.getValue()));
        return object.toString();
    }

    private static String text(String event, JsonNode entry) {
        return switch (event) {
            case "log" -> head(entry) + "  " + word(entry, "level") + "  " + word(entry, "text");
            case "receipt" -> head(entry) + "  " + receipt(entry);
            case "lost" -> "… " + entry.path("lost") + " lost: this client is too slow";
            default -> Text.printable(event + " " + entry);
        };
    }

    private static String head(JsonNode entry) {
        return word(entry, "time")
                + "  "
                + word(entry, "namespace")
                + "/"
                + word(entry, "object")
                + word(entry, "facet");
    }

    private static String receipt(JsonNode entry) {
        String reason = word(entry, "reason");
        return word(entry, "kind")
                + " "
                + word(entry, "outcome")
                + ", fuel "
                + entry.at("/fuel/total")
                + ", "
                + entry.path("durationMicros")
                + " µs"
                + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static String word(JsonNode entry, String name) {
        return Text.printable(entry.path(name).asString(""));
    }
}
