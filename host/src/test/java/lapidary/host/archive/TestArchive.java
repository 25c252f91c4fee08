package lapidary.host.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import lapidary.host.cold.ColdStore;
import lapidary.host.cold.FolderStore;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.storage.DatabaseLimits;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.storage.HostSql;
import lapidary.host.storage.LocalCommitter;
import lapidary.host.storage.ObjectRoom;

/** A data folder with one facet, its archive in a folder beside it, and a clock that is set. */
final class TestArchive implements AutoCloseable {
    static final Duration RETENTION = Duration.ofDays(7);
    static final FacetKey KEY = new FacetKey(new ObjectKey(1, "ab".repeat(16)), 1);

    final Path folder;
    final ColdStore store;
    final Archive archive;
    final Path file;
    long now;
    private FacetDatabase database;

    TestArchive(Path folder, long now) throws IOException {
        this(folder, now, new FolderStore(folder.resolve("store")));
    }

    TestArchive(Path folder, long now, ColdStore store) throws IOException {
        this.folder = folder;
        this.now = now;
        this.store = store;
        this.archive =
                new Archive(
                        store,
                        folder.resolve("data"),
                        () -> Instant.ofEpochMilli(this.now),
                        RETENTION);
        this.file = folder.resolve("data/objects/1/ab/" + "ab".repeat(16) + "/1.db");
        Files.createDirectories(file.resolveSibling(""));
        this.database = open();
    }

    FacetDatabase database() {
        return database;
    }

    private FacetDatabase open() {
        return FacetDatabase.open(
                file,
                DatabaseLimits.DEFAULT,
                ObjectRoom.alone(),
                MemoryBudget.UNLIMITED,
                LocalCommitter.ofThisProcess(),
                archive);
    }

    /** Commits one transaction of random statements, or undoes it. */
    void change(Random random) {
        try {
            database.hostTransaction(sql -> {
                for (int i = random.nextInt(5); i >= 0; i--) {
                    statement(sql, random);
                }
                if (random.nextInt(6) == 0) {
                    throw new IllegalStateException("rolled back");
                }
                return true;
            });
        } catch (IllegalStateException _) {
            // as wanted
        }
    }

    private static void statement(HostSql sql, Random random) {
        sql.execute("CREATE TABLE IF NOT EXISTS t0 (a INTEGER PRIMARY KEY, b)");
        long key = random.nextInt(300);
        switch (random.nextInt(8)) {
            case 0 -> sql.execute("CREATE TABLE IF NOT EXISTS t1 (a INTEGER PRIMARY KEY, b)");
            case 1 -> sql.execute("DROP TABLE IF EXISTS t1");
            case 2 -> sql.execute("CREATE INDEX IF NOT EXISTS i0 ON t0 (b)");
            case 3 -> sql.execute("DELETE FROM t0 WHERE a % 4 = ?", key % 4);
            case 4 -> sql.execute("UPDATE t0 SET b = zeroblob(?) WHERE a > ?", key, key);
            default -> {
                byte[] value = new byte[random.nextInt(10) == 0 ? 60_000 : 500];
                random.nextBytes(value);
                sql.execute("REPLACE INTO t0 VALUES (?, ?)", key, value);
            }
        }
    }

    /** Closes the file, so that all is in it, and opens it again. */
    String hashOfClosed() throws Exception {
        database.close();
        String hash = hash(file);
        database = open();
        return hash;
    }

    String restored(long millis) throws Exception {
        Path target = folder.resolve("restored.db");
        Files.deleteIfExists(target);
        archive.restorer().restore(KEY, Instant.ofEpochMilli(millis), target);
        return hash(target);
    }

    /** All files as they are at this moment, as if the host were killed now. */
    TestArchive killed(Path to) throws Exception {
        copyTree(folder, to);
        return new TestArchive(to, now);
    }

    static String hash(Path file) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Path target = to.resolve(from.relativize(file).toString());
                        Files.createDirectories(target.resolveSibling(""));
                        Files.copy(file, target);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Override
    public void close() {
        database.close();
        archive.close();
    }
}
