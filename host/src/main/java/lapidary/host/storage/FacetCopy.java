package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.DB;

/** Copies a database that is open, by SQLite's own backup: the file itself must not be touched. */
final class FacetCopy {
    private FacetCopy() {}

    /** Under another name first, so that nothing half-copied is ever seen. */
    static void write(DB from, Path target) {
        Path half = DurableFiles.half(target);
        try {
            DurableFiles.delete(half);
            backup(from, half);
            DurableFiles.install(half, target);
        } catch (IOException | SqliteFailure e) {
            throw StorageProblem.of("the facet's database could not be copied", e);
        }
    }

    private static void backup(DB from, Path target) {
        try {
            int result = from.backup("main", target.toString(), null);
            if (result != 0) {
                throw new SQLiteException(
                        "the backup ended early", SQLiteErrorCode.getErrorCode(result));
            }
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
