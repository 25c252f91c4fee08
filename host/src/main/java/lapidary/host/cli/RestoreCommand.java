package lapidary.host.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import lapidary.host.app.ArchiveOptions;
import lapidary.host.app.Configuration;
import lapidary.host.app.OfflineRestore;
import lapidary.host.error.HostException;
import lapidary.host.object.OfflineObjects;
import lapidary.host.object.Restored;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore}: brings an object or a facet back, in a folder that no server uses. */
@Command(
        name = "restore",
        description =
                "Makes an object, or one facet, what it was at a time, in a data folder that no"
                        + " server uses now. A running server does the same with POST"
                        + " /v1/namespaces/NS/objects/OBJECT/restore.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  lapidary restore demo/cart-17 --to 2030-01-31T12:00:00Z --data-dir data"
                    + " --archive archive",
            "  lapidary restore demo/cart-17/app --to 2030-01-31T12:00:00Z --data-dir data"
                    + " --config lapidary.json --into demo/cart-17-then"
        })
final class RestoreCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NS/OBJECT[/FACET]",
            description = "What is to be restored; without a facet the object with all of them")
    private String target = "";

    @Option(
            names = "--to",
            paramLabel = "TIME",
            required = true,
            description = "The time, such as 2030-01-31T12:00:00Z; nothing later is brought back")
    private String to = "";

    @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "The folder")
    private Path dataDir = Path.of("");

    @Option(names = "--archive", paramLabel = "DIR", description = "The archive, as a folder")
    private Optional<Path> archive = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The server's configuration, which names the archive")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--into",
            paramLabel = "NS/OBJECT",
            description = "Another object, which becomes that; the one that was stays as it is")
    private Optional<String> into = Optional.empty();

    private final Terminal terminal;

    RestoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            var from = Target.parse(target);
            var goal = into.map(Target::parse).orElse(from);
            var time = time();
            try (var offline = OfflineRestore.open(dataDir, archiveOptions())) {
                print(offline.objects().restore(name(from), facet(from), time, name(goal)));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (HostException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private ArchiveOptions archiveOptions() {
        if (archive.isPresent()) {
            return ArchiveOptions.inFolder(archive.get());
        }
        return config.map(Configuration::read)
                .flatMap(Configuration::archive)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--archive DIR is missing, and no configuration names"
                                        + " an archive"));
    }

    private Instant time() {
        try {
            return Instant.parse(to);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + to + "' is not a time, such as 2030-01-31T12:00:00Z", e);
        }
    }

    private static OfflineObjects.Name name(Target target) {
        return new OfflineObjects.Name(target.namespace(), target.object());
    }

    private static Optional<String> facet(Target target) {
        String rest = target.rest().startsWith("/") ? target.rest().substring(1) : "";
        return rest.isEmpty() ? Optional.empty() : Optional.of(PathSegment.decode(rest));
    }

    private void print(Restored restored) {
        for (var facet : restored.facets()) {
            var shipped = facet.shipped();
            terminal.out()
                    .println(
                            Text.printable(facet.name())
                                    + (shipped == null
                                            ? " is empty, as it was"
                                            : " is what it was, as of " + shipped));
        }
    }
}
