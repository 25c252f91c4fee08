package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.sqlite.core.DB;

/** Copies a database that is open, by SQLite's own backup: the file itself must not be touched. */
final class FacetCopy {
    private FacetCopy() {}

    /** Under another name first, so that nothing half-copied is ever seen. */
    static void write(DB from, Path target) {
        Path half = target.resolveSibling(target.getFileName() + ".new");
        try {
            Files.deleteIfExists(half);
            int result = from.backup("main", half.toString(), null);
            if (result != 0) {
                throw new IOException("the backup ended with SQLite's code " + result);
            }
            try (var channel = FileChannel.open(half, READ)) {
                channel.force(true);
            }
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            FacetTemplate.syncDirectoryOf(target);
        } catch (IOException | SQLException e) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "the facet's database could not be copied", e);
        }
    }
}
