package lapidary.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The tour of a fresh server: deploys the counter, sends it a request, and says what to try. */
final class Quickstart {
    private static final String MODULE = "counter";
    private static final String NAMESPACE = "demo";
    private static final String FACET = "app";
    private static final String OBJECT = "hello";
    private static final String ROUTE = NAMESPACE + "/" + OBJECT + "/" + FACET;
    // objects/<namespace id>/<two digits>/<object id>
    private static final int OBJECT_DIR_DEPTH = 3;

    private final Terminal terminal;
    private final Path example;
    private final Path dataDir;

    Quickstart(Terminal terminal, Path example, Path dataDir) {
        this.terminal = terminal;
        this.example = example;
        this.dataDir = dataDir;
    }

    /** Talks to the server at this URL, over HTTP as everybody does, with the token that is set. */
    void greet(String url) {
        var token = ClientOptions.token(terminal.environment());
        try (var client = new ApiClient(url, token, Optional.empty())) {
            deploy(client);
            increment(client);
            suggest(client);
        }
    }

    private void deploy(ApiClient client) {
        var deployment = new Deployment(client);
        JsonNode module = deployment.upload(MODULE, example);
        deployment.route(NAMESPACE, FACET, MODULE);
        terminal.out()
                .println(
                        "deployed %s (%s bytes) as facet %s of namespace %s"
                                .formatted(MODULE, module.path("sizeBytes"), FACET, NAMESPACE));
    }

    private void increment(ApiClient client) {
        String path = "/o/" + ROUTE + "/increment";
        HttpResponse<InputStream> response =
                client.send("POST", path, List.of(), BodyPublishers.noBody());
        String body = new String(ApiClient.body(response), StandardCharsets.UTF_8);
        if (response.statusCode() != 200) {
            throw new CommandFailure(
                    "the example answered " + response.statusCode() + ": " + Text.printable(body));
        }
        PrintStream out = terminal.out();
        out.println();
        out.println("POST " + client.server() + path);
        out.println("  reply " + Text.printable(body.strip()));
        out.println("  fuel  " + response.headers().firstValue("Lapidary-Fuel").orElse("unknown"));
        out.println();
    }

    private void suggest(ApiClient client) {
        PrintStream out = terminal.out();
        String option =
                client.server().equals(ClientOptions.SERVER_DEFAULT)
                        ? ""
                        : " --server " + client.server();
        out.println("console   " + client.server() + "/");
        database(client).ifPresent(file -> out.println("database  " + file));
        out.println("try       curl -X POST " + client.server() + "/o/" + ROUTE + "/increment");
        out.println("          bin/lapidary sql " + ROUTE + " 'SELECT * FROM counter'" + option);
        out.println("          bin/lapidary call GET " + ROUTE + "/" + option);
        out.println("          bin/lapidary objects " + NAMESPACE + option);
        out.println("more      guest-examples/README.md: a chat room, an app runner, a kanban");
        out.println("stop      Ctrl-C");
    }

    /** The file of the one facet that the object has; its root is {@code 0.db}. */
    private Optional<Path> database(ApiClient client) {
        String path = "/v1/namespaces/" + NAMESPACE + "/objects/" + OBJECT;
        String id = client.get(path).path("id").asString("");
        try (Stream<Path> dirs =
                Files.find(
                        dataDir.resolve("objects"),
                        OBJECT_DIR_DEPTH,
                        (dir, _) -> String.valueOf(dir.getFileName()).equals(id))) {
            return dirs.findFirst().map(dir -> dir.resolve("1.db")).filter(Files::isRegularFile);
        } catch (IOException _) {
            return Optional.empty(); // a place to look at, which the tour can do without
        }
    }
}
