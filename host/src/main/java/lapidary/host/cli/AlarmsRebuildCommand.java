package lapidary.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lapidary.host.app.OfflineAlarms;
import lapidary.host.error.HostException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alarms rebuild}: finds the alarms of all facets again. */
@Command(
        name = "rebuild",
        description = {
            "Looks into the database of every facet and notes its alarm, in a folder that no server"
                    + " uses.",
            "",
            "For when lapidary.db came back from an older copy than the objects: until a facet wakes,"
                    + " its alarm is found by what is noted there."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  lapidary alarms rebuild --data-dir data"})
final class AlarmsRebuildCommand implements Callable<Integer> {
    private static final int STATUS_UNREADABLE = 1;

    private final Terminal terminal;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "The folder, which no server may use now")
    private Path dataDir = Path.of("");

    AlarmsRebuildCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(dataDir)) {
            throw new CommandFailure("there is no folder " + dataDir);
        }
        try {
            var found = OfflineAlarms.rebuild(dataDir);
            terminal.err()
                    .println(
                            "%d alarms, in %d facets of %d objects"
                                    .formatted(found.alarms(), found.facets(), found.objects()));
            if (found.unnamed() > 0) {
                terminal.err()
                        .println(
                                "%d objects are not in lapidary.db; their facets' alarms are found when they wake"
                                        .formatted(found.unnamed()));
            }
            if (found.unreadable() > 0) {
                terminal.err()
                        .println(
                                "%d facets could not be read; what was noted before stays"
                                        .formatted(found.unreadable()));
            }
            return found.unreadable() > 0 ? STATUS_UNREADABLE : 0;
        } catch (HostException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
