package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.OutOfFuel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same statements on the same data burn the same fuel and give the same rows, whatever the host
 * did in between. {@code -Dlapidary.fuzz.rounds=} sets how many sequences there are.
 */
final class SqlFuelFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 6);
    private static final int EVENTS = 5;
    private static final int STATEMENTS = 9;

    private static final String SCHEMA =
            """
            CREATE TABLE t (a INTEGER PRIMARY KEY, b, c);
            CREATE INDEX t_b ON t (b);
            CREATE TABLE doc (a INTEGER PRIMARY KEY AUTOINCREMENT, body, n DEFAULT 0);
            CREATE TABLE log (what);
            CREATE TRIGGER doc_log AFTER UPDATE ON doc BEGIN
                INSERT INTO log VALUES (old.a || ' ' || length(new.body));
            END;
            CREATE VIRTUAL TABLE words USING fts5 (body)
            """;

    @TempDir Path directory;

    @Test
    void a_connection_that_is_opened_anew_and_one_that_has_seen_much_burn_the_same() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Path kept = directory.resolve(seed + "-kept.db");
            Path reopened = directory.resolve(seed + "-reopened.db");
            try (var old = new TestFacet(kept)) {
                old.event(SCHEMA);
                try (var made = new TestFacet(reopened)) {
                    made.event(SCHEMA);
                }
                for (int event = 0; event < EVENTS; event++) {
                    long eventSeed = 1000L * seed + event;
                    disturb(old, eventSeed);
                    List<String> expected = run(old, eventSeed);
                    try (var fresh = new TestFacet(reopened)) {
                        assertEquals(expected, run(fresh, eventSeed), "-Dseed=" + eventSeed);
                    }
                }
            }
        }
    }

    /** An event that is rolled back, and one that runs dry: neither leaves a trace. */
    private static void disturb(TestFacet facet, long seed) {
        var random = new Random(~seed);
        facet.begin();
        for (int i = 0; i < STATEMENTS; i++) {
            one(facet, random);
        }
        facet.rollback();
        facet.begin(200_000);
        try {
            for (int i = 0; i < STATEMENTS; i++) {
                one(facet, random);
            }
        } catch (OutOfFuel expected) {
            // That is what it is for.
        }
        facet.rollback();
    }

    private static List<String> run(TestFacet facet, long seed) {
        var random = new Random(seed);
        List<String> seen = new ArrayList<>();
        facet.begin();
        for (int i = 0; i < STATEMENTS; i++) {
            long before = facet.tank.burned();
            String result = one(facet, random);
            seen.add(result + " burned " + (facet.tank.burned() - before));
        }
        facet.commit();
        return seen;
    }

    private static String one(TestFacet facet, Random random) {
        int size = random.nextInt(5) > 0 ? random.nextInt(50) : random.nextInt(600_000);
        int key = random.nextInt(30);
        try {
            return switch (random.nextInt(20)) {
                case 0, 1, 2 ->
                        sql(facet, "INSERT INTO t (b, c) VALUES (?, ?)", "name " + key, key);
                case 3, 4 -> sql(facet, "INSERT INTO doc (body) VALUES (?)", new byte[size]);
                case 5 -> sql(facet, "UPDATE doc SET body = hex(body) WHERE a = ?", key);
                case 6 -> sql(facet, "UPDATE OR FAIL doc SET n = n + 1 WHERE a < ?", key);
                case 7 ->
                        sql(
                                facet,
                                "DELETE FROM doc WHERE a % 4 = ? RETURNING length(body)",
                                key % 4);
                case 8 -> sql(facet, "SELECT a, length(body || 'x') FROM doc");
                case 9 -> sql(facet, "SELECT b, count(*) FROM t GROUP BY b ORDER BY 2, 1");
                case 10 -> sql(facet, "SELECT count(*) FROM t x JOIN t y ON x.b = y.b");
                case 11 -> sql(facet, "SELECT json_group_array(b) FROM t WHERE c > ?", key);
                case 12 -> sql(facet, "SELECT a, random() % 5, hex(randomblob(?)) FROM t", key);
                case 13 -> sql(facet, "INSERT INTO words VALUES (?)", "w" + key + " w" + size);
                case 14 -> sql(facet, "SELECT rowid FROM words WHERE words MATCH ?", "w" + key);
                case 15 -> sql(facet, "CREATE INDEX IF NOT EXISTS t_c ON t (c)");
                case 16 -> sql(facet, "DROP INDEX IF EXISTS t_c; DELETE FROM log");
                case 17 -> sql(facet, "INSERT INTO t (b, c) SELECT b, c + 1 FROM t LIMIT ?", key);
                case 18 -> sql(facet, "SELECT changes(), total_changes(), last_insert_rowid()");
                default -> keys(facet, key, size);
            };
        } catch (Refusal refusal) {
            return refusal.code() + " " + refusal.text();
        }
    }

    private static String sql(TestFacet facet, String sql, Object... values) {
        return sql + " " + facet.rows(sql, values).hashCode();
    }

    private static String keys(TestFacet facet, int key, int size) {
        KvTable kv = facet.database.kv();
        kv.put(new byte[] {(byte) key}, new byte[size]);
        kv.delete(new byte[] {(byte) (key / 2)});
        try (SqlCursor cursor = kv.list(new byte[0], new byte[0], new byte[0], 3, true)) {
            return "keys " + TestFacet.rows(cursor).hashCode();
        }
    }
}
