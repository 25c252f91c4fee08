package lapidary.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import lapidary.host.app.ServerOptions;
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
            "Prints 'listening on http://HOST:PORT' on stdout once it accepts requests.",
            "",
            "Example:",
            "  lapidary serve --data-dir data --listen 127.0.0.1:8080"
        })
final class ServeCommand implements Callable<Integer> {
    private final ServerRun serverRun;
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "Where everything is kept; made if it is not there")
    private Path dataDir = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description =
                    "Where to listen (default ${DEFAULT-VALUE}); an IPv6 address in brackets, port 0"
                            + " for any")
    private String listen = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Limits and tokens; see docs/cli.md")
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
        ListenAddress address;
        try {
            address = ListenAddress.parse(listen);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        var options =
                new ServerOptions(dataDir, address.host(), address.port(), config, budget());
        return serverRun.run(options, _ -> {});
    }

    private OptionalLong budget() {
        if (memoryBudget.isPresent() && memoryBudget.get() <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--memory-budget is a number of bytes over zero");
        }
        return memoryBudget.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
