package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** What is read from the log is what SQLite says the database is. */
class WalTailTest {
    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final int ROUNDS = 40;
    private static final int STEPS = 60;

    @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws Exception {
        file = folder.resolve("1.db");
        FacetTemplate.createIfAbsent(file);
    }

    @Test
    void at_every_commit_the_frames_make_the_database() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            file = folder.resolve(round + ".db");
            FacetTemplate.createIfAbsent(file);
            run(new Random(SEED + round), SEED + round);
        }
    }

    @Test
    void what_was_not_committed_is_not_read() throws Exception {
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            execute(connection, "CREATE TABLE t (a)");
            try (var tail = WalTail.open(file, WalPlace.NONE)) {
                tail.advance(tail.read().orElseThrow());
                execute(connection, "BEGIN");
                // More than SQLite keeps in memory: it writes frames before the commit.
                execute(
                        connection,
                        "INSERT INTO t VALUES (zeroblob(1000000)), (zeroblob(1000000))");
                execute(connection, "INSERT INTO t VALUES (zeroblob(1000000))");
                long written = Files.size(log());
                assertTrue(written > 2_000_000, "SQLite wrote only " + written + " bytes");
                assertTrue(tail.read().isEmpty());
                execute(connection, "ROLLBACK");
                assertTrue(tail.read().isEmpty());
                execute(connection, "INSERT INTO t VALUES (1)");
                assertEquals(1, tail.read().orElseThrow().commits());
            }
        }
    }

    @Test
    void a_damaged_frame_ends_what_is_read() throws Exception {
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            execute(connection, "CREATE TABLE t (a)");
            for (int i = 0; i < 5; i++) {
                execute(connection, "INSERT INTO t VALUES (" + i + ")");
            }
            try (var tail = WalTail.open(file, WalPlace.NONE)) {
                long commits = tail.read().orElseThrow().commits();
                flipLastByteOfLog();
                assertEquals(commits - 1, tail.read().orElseThrow().commits());
            }
        }
    }

    @Test
    void it_goes_on_where_it_was_in_the_same_log() throws Exception {
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            execute(connection, "CREATE TABLE t (a)");
            WalPlace place;
            try (var tail = WalTail.open(file, WalPlace.NONE)) {
                tail.advance(tail.read().orElseThrow());
                place = tail.place();
            }
            execute(connection, "INSERT INTO t VALUES (1)");
            try (var tail = WalTail.open(file, place)) {
                var frames = tail.read().orElseThrow();
                assertEquals(1, frames.commits());
                assertEquals(place, frames.start());
            }
        }
    }

    private Path log() {
        return WalSync.walOf(file);
    }

    private void flipLastByteOfLog() throws Exception {
        try (var channel =
                FileChannel.open(log(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            last.put(0, (byte) (last.get(0) ^ 1));
            channel.write(last.flip(), channel.size() - 1);
        }
    }

    private void run(Random random, long seed) throws Exception {
        byte[] replica = Files.readAllBytes(file);
        try (var connection = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            // VACUUM attaches a database, which guests may not.
            connection.getDatabase().limit(SQLiteLimits.SQLITE_LIMIT_ATTACHED.getId(), 1);
            execute(connection, "CREATE TABLE t0 (a INTEGER PRIMARY KEY, b)");
            try (var tail = WalTail.open(file, WalPlace.NONE)) {
                for (int step = 0; step < STEPS; step++) {
                    replica = applied(tail, replica);
                    byte[] expected = connection.getDatabase().serialize("main");
                    assertArrayEquals(expected, replica, "-Dseed=" + seed + " step " + step);
                    change(connection, random);
                    if (random.nextInt(8) == 0) {
                        replica = applied(tail, replica);
                        execute(connection, "PRAGMA wal_checkpoint(RESTART)");
                    }
                }
                replica = applied(tail, replica);
            }
        }
        // Closed, and so checkpointed by SQLite.
        assertArrayEquals(Files.readAllBytes(file), replica, "-Dseed=" + seed);
    }

    private static byte[] applied(WalTail tail, byte[] replica) throws Exception {
        var frames = tail.read();
        if (frames.isEmpty()) {
            return replica;
        }
        var found = frames.get();
        byte[] next = Arrays.copyOf(replica, found.pages() * found.pageSize());
        byte[] page = new byte[found.pageSize()];
        for (int i = 0; i < found.count(); i++) {
            found.read(i, page);
            System.arraycopy(page, 0, next, (found.page(i) - 1) * page.length, page.length);
        }
        tail.advance(found);
        return next;
    }

    private static void change(SQLiteConnection connection, Random random) throws Exception {
        boolean inTransaction = random.nextBoolean();
        if (inTransaction) {
            execute(connection, "BEGIN");
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            execute(connection, statement(random));
        }
        if (inTransaction) {
            execute(connection, random.nextInt(3) == 0 ? "ROLLBACK" : "COMMIT");
        } else if (random.nextInt(10) == 0) {
            execute(connection, "VACUUM"); // the one way in which a database becomes shorter
        }
    }

    private static String statement(Random random) {
        int table = random.nextInt(3);
        int key = random.nextInt(200);
        int size = random.nextInt(20) == 0 ? 200_000 : random.nextInt(3_000);
        return switch (random.nextInt(8)) {
            case 0 -> "CREATE TABLE IF NOT EXISTS t%d (a INTEGER PRIMARY KEY, b)".formatted(table);
            case 1 -> "CREATE INDEX IF NOT EXISTS i0 ON t0 (b)";
            case 2 -> "DROP INDEX IF EXISTS i0";
            case 3 -> "DELETE FROM t0 WHERE a %% 3 = %d".formatted(random.nextInt(3));
            case 4 -> table == 0 ? "SELECT 1" : "DROP TABLE IF EXISTS t" + table;
            case 5 -> "UPDATE t0 SET b = b || 'x' WHERE a > " + key;
            default -> "REPLACE INTO t0 VALUES (%d, zeroblob(%d))".formatted(key, size);
        };
    }

    private static void execute(SQLiteConnection connection, String sql) throws Exception {
        connection.getDatabase()._exec(sql);
    }
}
