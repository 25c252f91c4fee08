package lapidary.host.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteOpenMode;

/**
 * Where SQLite puts sorts, tables of its own and statement journals once they are longer than some
 * megabytes: in the data folder, so that they are on the disk that the operator meant, and nobody
 * else's. The files have no names; whatever happens, they end with the process.
 *
 * <p>Thread-safe. SQLite has one such folder for the whole process.
 */
public final class TempFolder {
    private static volatile @Nullable Path used;

    private TempFolder() {}

    /**
     * Makes the folder and tells SQLite of it; before any database is opened.
     *
     * @throws FailureException if it cannot be made or used
     */
    public static synchronized void use(Path folder) {
        try {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            tellSqlite(folder.toAbsolutePath().toString());
            used = folder;
        } catch (IOException | SQLException e) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "the folder " + folder + " cannot be used", e);
        }
    }

    private static void tellSqlite(String folder) throws SQLException {
        int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
        try (var memory = Sqlite.open(":memory:", flags)) {
            String quoted = "'" + folder.replace("'", "''") + "'";
            memory.getDatabase()._exec("PRAGMA temp_store_directory = " + quoted);
        }
    }

    /** Bytes that are still free there; very many where nobody knows. */
    static long free() {
        try {
            Path folder = used;
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Bytes of all temporary files of SQLite's that are open, which have no names any more; empty
     * where the system does not tell. Takes about a microsecond for each open file of the process.
     */
    static Optional<Long> bytes() {
        return sizes().map(sizes -> sizes.stream().mapToLong(Long::longValue).sum());
    }

    /** Bytes of the longest of them; 0 where the system does not tell. */
    static long longest() {
        return sizes().orElse(List.of()).stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static Optional<List<Long>> sizes() {
        List<Long> sizes = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : open) {
                sizes.add(temporaryBytes(file));
            }
            return Optional.of(sizes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long temporaryBytes(Path file) {
        try {
            String target = Files.readSymbolicLink(file).toString().toLowerCase(Locale.ROOT);
            return target.contains("etilqs_") && target.endsWith("(deleted)")
                    ? Files.size(file)
                    : 0;
        } catch (IOException closedMeanwhile) {
            return 0;
        }
    }
}
