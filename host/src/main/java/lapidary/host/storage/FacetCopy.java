package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.sqlite.core.DB;

/**
 * Copies a facet's database to a file of its own, whole and durable when it is there. One that is
 * open is copied by SQLite's backup: the file itself must not be touched. One that nobody has open
 * is copied as a file, which the system does without moving its bytes where the file system shares
 * blocks between files (XFS, Btrfs).
 */
final class FacetCopy {
    private FacetCopy() {}

    /** Of a database that is open, between two events. */
    static void ofOpen(DB from, Path target) {
        Path half = half(target);
        try {
            DurableFiles.delete(half);
            int result = from.backup("main", half.toString(), null);
            if (result != 0) {
                throw new IOException("the backup ended with SQLite's code " + result);
            }
            finish(half, target);
        } catch (IOException | SQLException e) {
            throw failure(e);
        }
    }

    /** Of a file that nobody has open, and that was closed in good order. */
    static void ofClosed(Path from, Path target) {
        Path half = half(target);
        try {
            DurableFiles.delete(half);
            Files.copy(from, half);
            finish(half, target);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Under another name first, so that nothing half-copied is ever seen. */
    private static void finish(Path half, Path target) throws IOException {
        DurableFiles.sync(half);
        DurableFiles.move(half, target);
    }

    private static Path half(Path target) {
        return target.resolveSibling(target.getFileName() + ".new");
    }

    private static FailureException failure(Exception cause) {
        return new FailureException(
                ErrorCode.INTERNAL, "the facet's database could not be copied", cause);
    }
}
