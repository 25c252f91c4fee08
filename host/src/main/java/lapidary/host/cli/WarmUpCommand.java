package lapidary.host.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code warm-up}: a server that sends requests to itself and ends, for the launcher, which records
 * what a JVM loads and runs meanwhile and has every later server begin with it.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Serves its own requests for a while, and ends: for the launcher.",
        mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final String NAMESPACE = "warm";
    private static final String FACET = "app";
    private static final String MODULE = "counter";
    private static final int CLIENTS = 4;
    private static final int OBJECTS = 50;
    private static final Duration WHILE = Duration.ofSeconds(6);

    private final Terminal terminal;
    private final ServerRun serverRun;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "An empty folder, which the caller removes")
    private Path dataDir = Path.of("");

    @Option(
            names = "--module",
            paramLabel = "FILE",
            required = true,
            description = "A facet that counts on POST and tells on GET")
    private Path module = Path.of("");

    WarmUpCommand(Terminal terminal, ServerRun serverRun) {
        this.terminal = terminal;
        this.serverRun = serverRun;
    }

    @Override
    public Integer call() throws InterruptedException {
        var options =
                new ServerOptions(dataDir, new ListenAddress("127.0.0.1", 0), Configuration.NONE);
        return serverRun.runWhile(options, this::work);
    }

    private void work(String url) {
        try (var api = new ApiClient(url, Optional.empty(), Optional.empty())) {
            var deployment = new Deployment(api);
            deployment.upload(MODULE, module);
            deployment.route(NAMESPACE, FACET, MODULE);
        }
        long end = System.nanoTime() + WHILE.toNanos();
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.execute(() -> send(url, client, end));
            }
        }
        terminal.out().println("warm");
    }

    private static void send(String url, int client, long end) {
        try (var api = new ApiClient(url, Optional.empty(), Optional.empty())) {
            for (int i = 0; System.nanoTime() - end < 0; i++) {
                String path = "/o/%s/%d-%d/%s/".formatted(NAMESPACE, client, i % OBJECTS, FACET);
                String method = i % 2 == 0 ? "GET" : "POST";
                ApiClient.body(api.send(method, path, List.of(), BodyPublishers.noBody()));
            }
        }
    }
}
