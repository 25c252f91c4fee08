package lapidary.host.app;

import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;

/** {@code lapidary.db}: what the host as a whole remembers. */
final class Catalogue {
    private static final SchemaScripts SCHEMA =
            SchemaScripts.beside(
                    Catalogue.class, "V001__catalogue.sql", "V002__tokens.sql", "V003__alarms.sql");

    private Catalogue() {}

    static HostDatabase open(DataFolder folder) {
        return HostDatabase.open(folder.path().resolve("lapidary.db"), SCHEMA);
    }
}
