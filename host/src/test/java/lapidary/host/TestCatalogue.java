package lapidary.host;

import java.nio.file.Path;
import lapidary.host.app.Lapidary;
import lapidary.host.storage.HostDatabase;
import lapidary.host.storage.SchemaScripts;

/** The door to {@code lapidary.db} for tests that have no server. */
public final class TestCatalogue {
    private TestCatalogue() {}

    public static HostDatabase open(Path dataDir) {
        var scripts =
                SchemaScripts.beside(
                        Lapidary.class,
                        "V001__catalogue.sql",
                        "V002__tokens.sql",
                        "V003__alarms.sql");
        return HostDatabase.open(dataDir.resolve("lapidary.db"), scripts);
    }
}
