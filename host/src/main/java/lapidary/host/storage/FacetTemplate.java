package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteOpenMode;

/**
 * A new facet's database, as bytes: made once in memory, then copied. That costs one sync of the
 * file and one of its directory, and nothing half-made is ever seen under the facet's name.
 */
final class FacetTemplate {
    /** The schema page, a page for each hidden table, and one for the keys. */
    static final int PAGES = 7;

    /** What the header calls the application that made the file. */
    static final String APPLICATION_ID = "PRAGMA application_id = 0x4c617069;";

    private static final String HEADER =
            """
            PRAGMA page_size = 4096;
            PRAGMA encoding = 'UTF-8';
            PRAGMA auto_vacuum = NONE;
            """;

    private static final int WRITE_VERSION_AT = 18;
    private static final int READ_VERSION_AT = 19;
    private static final byte WAL_VERSION = 2;

    private static final byte[] BYTES = make();

    private FacetTemplate() {}

    /** Makes the file, unless it is there; whether it was made. */
    static boolean createIfAbsent(Path file) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        DurableFiles.write(file, BYTES);
        return true;
    }

    private static byte[] make() {
        try (var memory =
                Sqlite.open(
                        ":memory:", SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag)) {
            memory.getDatabase()._exec(HEADER + APPLICATION_ID + HiddenTables.CREATE + "VACUUM");
            byte[] bytes = memory.serialize("main");
            // A file in WAL mode from the first byte: opening it then changes nothing in it.
            bytes[WRITE_VERSION_AT] = WAL_VERSION;
            bytes[READ_VERSION_AT] = WAL_VERSION;
            return bytes;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
