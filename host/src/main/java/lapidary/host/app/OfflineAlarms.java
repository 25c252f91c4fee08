package lapidary.host.app;

import java.nio.file.Path;
import lapidary.host.object.AlarmRebuild;

/** The alarms of a data folder that no server uses. */
public final class OfflineAlarms {
    private OfflineAlarms() {}

    /**
     * Makes the index of alarms anew.
     *
     * @throws lapidary.host.error.HostException if the folder cannot be had, or a server uses it
     */
    public static AlarmRebuild.Found rebuild(Path dataDir) {
        var parts = new ClosingStack();
        try {
            var folder = parts.push(DataFolder.open(dataDir));
            return AlarmRebuild.run(folder.path(), parts.push(Catalogue.open(folder)));
        } finally {
            parts.close();
        }
    }
}
