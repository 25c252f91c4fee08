package lapidary.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.error.HostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: a server in this process, until a signal ends it. */
@Command(
        name = "serve",
        description = "Serves a data directory until SIGTERM or SIGINT, then drains and exits 0.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Prints 'listening on http://HOST:PORT' (with TLS, https) on stdout once it accepts requests.",
            "",
            "Examples:",
            "  lapidary serve --data-dir data --listen 127.0.0.1:8080",
            "  lapidary serve --config lapidary.json",
            "",
            "lapidary.json:",
            "  {\"listen\": \"0.0.0.0:8443\", \"dataDir\": \"data\",",
            "   \"tls\": {\"certificate\": \"cert.pem\", \"privateKey\": \"key.pem\"}}"
        })
final class ServeCommand implements Callable<Integer> {
    private static final ListenAddress LISTEN_DEFAULT = new ListenAddress("127.0.0.1", 8080);

    private final ServerRun serverRun;
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where everything is kept; made if it is not there. Needed, here or in the"
                            + " configuration")
    private Optional<Path> dataDir = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description =
                    "Where to listen (default 127.0.0.1:8080); an IPv6 address in brackets, port 0"
                            + " for any. Anything but loopback needs a token first: lapidary token")
    private Optional<ListenAddress> listen = Optional.empty();

    @Option(
            names = "--guest-listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description =
                    "Where guests' pages (/o) are an origin of their own, without the sandbox;"
                            + " best under another host name")
    private Optional<ListenAddress> guestListen = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A JSON file with listen, guestListen, dataDir, tls, publicOrigins,"
                            + " memoryBudgetBytes, archive; options"
                            + " here win. See docs/cli.md")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--memory-budget",
            paramLabel = "BYTES",
            description =
                    "What guests and requests may hold of the heap together (default: half of what"
                            + " the heap may grow to)")
    private Optional<Long> memoryBudget = Optional.empty();

    ServeCommand(ServerRun serverRun) {
        this.serverRun = serverRun;
    }

    @Override
    public Integer call() throws InterruptedException {
        var configuration = configuration();
        Path data =
                dataDir.or(configuration::dataDir)
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "--data-dir DIR is missing, and no configuration names"
                                                + " one"));
        var options =
                new ServerOptions(
                        data,
                        listen.or(configuration::listen).orElse(LISTEN_DEFAULT),
                        configuration);
        return serverRun.run(options, _ -> {});
    }

    private Configuration configuration() {
        if (memoryBudget.isPresent() && memoryBudget.get() <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--memory-budget is a number of bytes over zero");
        }
        try {
            var written = config.map(Configuration::read).orElse(Configuration.NONE);
            var listening = guestListen.map(written::withGuestListen).orElse(written);
            return memoryBudget.map(listening::withMemoryBudget).orElse(listening);
        } catch (HostException e) {
            throw new CommandFailure("cannot start: " + e.getMessage(), e);
        }
    }
}
