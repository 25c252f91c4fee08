package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.DB;

/**
 * Copies a facet's database to a file of its own, whole and durable when it is there. One that is
 * open is copied by SQLite's backup: the file itself must not be touched. One that nobody has open
 * is copied as a file, which the system does without moving its bytes where the file system shares
 * blocks between files (XFS, Btrfs).
 */
final class FacetCopy {
    private static final String NOT_COPIED = "the facet's database could not be copied";

    private FacetCopy() {}

    /** Of a database that is open, between two events. */
    static void ofOpen(DB from, Path target) {
        Path half = DurableFiles.half(target);
        try {
            DurableFiles.delete(half);
            backup(from, half);
            finish(half, target);
        } catch (IOException | SqliteFailure e) {
            throw StorageProblem.of(NOT_COPIED, e);
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

    /** Of a file that nobody has open, and that was closed in good order. */
    static void ofClosed(Path from, Path target) {
        Path half = DurableFiles.half(target);
        try {
            DurableFiles.delete(half);
            DurableFiles.copy(from, half);
            finish(half, target);
        } catch (IOException e) {
            throw StorageProblem.of(NOT_COPIED, e);
        }
    }

    /** Under another name first, so that nothing half-copied is ever seen. */
    private static void finish(Path half, Path target) throws IOException {
        DurableFiles.sync(half);
        DurableFiles.move(half, target);
    }
}
