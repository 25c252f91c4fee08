package lapidary.host.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import lapidary.host.usage.HourUsage;

/**
 * What can be done with facets' database files that nobody has open: while one is open, it must not
 * be touched but through its {@link FacetDatabase}. Stateless.
 */
public final class FacetFiles {
    private FacetFiles() {}

    /**
     * Copies a database, whole and durable when this returns; one that is not there yet as a new
     * one.
     */
    public static void copy(Path file, Path target) {
        try {
            if (!Files.exists(file)) {
                var _ = FacetTemplate.createIfAbsent(target);
                return;
            }
            closeInGoodOrder(file);
            FacetCopy.ofClosed(file, target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + file, e);
        }
    }

    /** Makes a copy one that other programs open as they open any: without a log. */
    public static void prepareForOthers(Path copy) {
        try {
            DatabaseHeader.useJournal(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + copy, e);
        }
    }

    /**
     * Checks a database that a client sent, and makes it one that a facet can have, whole and
     * durable when this returns.
     *
     * @param limits of the facet
     * @return its size in bytes
     * @throws lapidary.host.error.CallerException {@code DATABASE_INVALID} if it cannot be one
     */
    public static long adopt(Path file, DatabaseLimits limits) {
        try {
            ForeignDatabase.adopt(file, limits);
            return bytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Makes a copy count what it uses from nothing: what it was copied from has used what is
     * written there. Durable when this returns.
     */
    public static void beginUsage(Path copy) {
        try (var connection = Sqlite.openFacet(copy, DatabaseLimits.DEFAULT)) {
            HiddenTables.check(connection, DatabaseLimits.DEFAULT);
            connection.getDatabase()._exec(HiddenTables.BEGIN_USAGE);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + copy, e);
        }
        try {
            DurableFiles.sync(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync " + copy, e);
        }
    }

    /** What the facet of a file has used, by the hour; what was moved elsewhere first. */
    public static List<HourUsage> usage(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT);
                var statements = new HostStatements(connection)) {
            HiddenTables.check(connection, DatabaseLimits.DEFAULT);
            return UsageTable.read(statements);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + file, e);
        }
    }

    /** Whether a process may have ended without closing it in good order; or it is open now. */
    public static boolean hasLog(Path file) {
        return Files.exists(WalSync.walOf(file));
    }

    /** Bytes of a file, also of one that is open; none if it is not there. */
    public static long bytes(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    /** Bytes in use: pages that are not free, times their size; 0 if there is no file. */
    public static long usedBytes(Path file) {
        try {
            if (!Files.exists(file)) {
                return 0;
            }
            closeInGoodOrder(file);
            return DatabaseHeader.read(file).usedPages() * Sqlite.PAGE_BYTES;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Removes a database and all that goes with it. */
    public static void delete(Path file) {
        try {
            for (String suffix : new String[] {"", "-wal", "-shm", "-journal", ".new"}) {
                DurableFiles.delete(file.resolveSibling(file.getFileName() + suffix));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    /**
     * What a process that ended midway left in the log is moved into the file. The log then goes as
     * it is, and is not cut first: if its name came back after power was lost, with a part of what
     * it had, it would take the file back to that.
     */
    private static void closeInGoodOrder(Path file) throws IOException {
        if (!Files.exists(WalSync.walOf(file))) {
            return;
        }
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            connection.getDatabase()._exec("PRAGMA wal_checkpoint(FULL)");
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
