package lapidary.host.app;

import java.nio.file.Path;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;

/** {@code lapidary.db}: what the host as a whole remembers. */
public final class Catalogue {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(
                    Catalogue.class,
                    "V001__catalogue.sql",
                    "V002__tokens.sql",
                    "V003__object_deletion.sql",
                    "V004__alarms.sql");

    private Catalogue() {}

    static HostDatabase open(DataFolder folder) {
        return open(folder.path());
    }

    /** That of a data folder which nobody else uses. */
    public static HostDatabase open(Path dataFolder) {
        return HostDatabase.open(dataFolder.resolve("lapidary.db"), SCHEMA);
    }
}
