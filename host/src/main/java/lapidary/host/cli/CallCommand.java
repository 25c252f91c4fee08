package lapidary.host.cli;

import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code call}: one request to an object. */
@Command(
        name = "call",
        description = "Sends an object one request and prints the body of its reply.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The body goes to stdout as it comes, status and fuel to stderr. With --output json,"
                    + " one document with status, headers, body and fuel.",
            "A reply of the guest is printed and the exit status is 0, whatever its HTTP status;"
                    + " --fail makes 400 and above 1. A problem of Lapidary is printed to stderr and"
                    + " the exit status is 1.",
            "In the object's name, %%2F stands for / and %%25 for %%.",
            "",
            "Examples:",
            "  lapidary call POST demo/hello/app/increment",
            "  lapidary call PUT demo/hello/app/notes -d @notes.json -H 'Content-Type:"
                    + " application/json'"
        })
final class CallCommand extends ClientCommand {
    private static final int STATUS_FAILED = 1;

    @Parameters(index = "0", paramLabel = "METHOD", description = "The HTTP method")
    private String method = "";

    @Parameters(
            index = "1",
            paramLabel = "NS/OBJECT/PATH",
            description =
                    "The object and the path; without a supervisor module the path begins"
                            + " with the facet")
    private String target = "";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "BODY",
            description = "The body; @FILE reads a file, @- stdin")
    private Optional<String> data = Optional.empty();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A header, as often as needed")
    private List<String> headers = List.of();

    @Option(
            names = {"-i", "--include"},
            description = "Print the reply's status and headers before its body")
    private boolean includesHead;

    @Option(
            names = {"-f", "--fail"},
            description = "Exit with 1 if the guest's own status is 400 or above")
    private boolean fails;

    CallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(ApiClient client) {
        String path = Target.parse(target).dataPath();
        List<Entry<String, String>> fields = headers.stream().map(HeaderField::parse).toList();
        BodyPublisher body = RequestBody.of(data, terminal().in());
        HttpResponse<InputStream> response =
                client.send(method.toUpperCase(Locale.ROOT), path, fields, body);
        var printer = new ReplyPrinter(terminal(), printsJson(), includesHead);
        printer.print(response);
        return fails && response.statusCode() >= 400 ? STATUS_FAILED : 0;
    }
}
