package lapidary.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code quickstart}: a server with an example deployed, one request to it, and what to try next.
 */
@Command(
        name = "quickstart",
        description = "Serves with an example deployed, sends it a request, and goes on serving.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Run again on the same data directory, it goes on counting.",
            "",
            "Examples:",
            "  lapidary quickstart",
            "  lapidary quickstart --listen 127.0.0.1:0 --data-dir /tmp/lapidary"
        })
final class QuickstartCommand implements Callable<Integer> {
    private static final String HOME = "lapidary.home";
    private static final Path EXAMPLE = Path.of("guest-examples", "counter-c", "counter.wasm");

    private final Terminal terminal;
    private final ServerRun serverRun;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            defaultValue = "127.0.0.1:8080",
            description = "Where to listen (default ${DEFAULT-VALUE}); port 0 for any")
    private ListenAddress listen = new ListenAddress("127.0.0.1", 0);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept (default: data, beside bin)")
    private Optional<Path> dataDir = Optional.empty();

    QuickstartCommand(Terminal terminal, ServerRun serverRun) {
        this.terminal = terminal;
        this.serverRun = serverRun;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path home = home();
        Path data = dataDir.orElse(home.resolve("data"));
        var quickstart = new Quickstart(terminal, home.resolve(EXAMPLE), data);
        var options = new ServerOptions(data, listen, Configuration.NONE);
        return serverRun.run(options, quickstart::greet);
    }

    private static Path home() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new CommandFailure("quickstart does not know its home: start it as bin/lapidary");
        }
        Path example = Path.of(home).resolve(EXAMPLE);
        if (!Files.isRegularFile(example)) {
            throw new CommandFailure("quickstart needs its example, and there is no " + example);
        }
        return Path.of(home);
    }
}
