package lapidary.host.app;

import java.nio.file.Path;
import java.time.Clock;
import lapidary.host.object.OfflineObjects;

/** Restores in a data folder that no server uses. Held until it is closed. */
public final class OfflineRestore implements AutoCloseable {
    private final ClosingStack parts;
    private final OfflineObjects objects;

    private OfflineRestore(ClosingStack parts, Path dataDir, ArchiveOptions options) {
        this.parts = parts;
        var folder = parts.push(DataFolder.open(dataDir));
        var catalogue = parts.push(Catalogue.open(folder.path()));
        var archive = parts.push(options.open(folder.path()));
        this.objects = new OfflineObjects(folder.path(), catalogue, archive, Clock.systemUTC());
    }

    /**
     * Opens a data folder and its archive.
     *
     * @throws lapidary.host.error.HostException if it cannot be had, or a server uses it
     */
    public static OfflineRestore open(Path dataDir, ArchiveOptions options) {
        var parts = new ClosingStack();
        try {
            return new OfflineRestore(parts, dataDir, options);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    public OfflineObjects objects() {
        return objects;
    }

    @Override
    public void close() {
        parts.close();
    }
}
