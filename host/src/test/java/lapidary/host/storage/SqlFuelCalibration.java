package lapidary.host.storage;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import lapidary.abi.Prices;

/**
 * How many nanoseconds of processor time a unit of fuel stands for, by statement. Not a test: a
 * program, whose table is in docs/fuel.md.
 *
 * <pre>SqlFuelCalibration [directory] [part of a case's name]</pre>
 */
public final class SqlFuelCalibration {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 15_000_000;
    private static final int LARGE_ROWS = 400_000;

    private static final String FILL =
            """
            WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?1)
            INSERT INTO t
            SELECT n, 'name ' || (n * 7919 % ?1), n % 97, n * 0.5,
                   json_object('id', n, 'tag', 't' || n % 7, 'list', json_array(n, n + 1))
              FROM c
            """;

    private final PrintStream out = System.out;
    private final String filter;
    private int iteration;

    private SqlFuelCalibration(String filter) {
        this.filter = filter;
    }

    public static void main(String[] arguments) throws IOException {
        Path directory =
                arguments.length > 0
                        ? Path.of(arguments[0])
                        : Files.createTempDirectory("calibration");
        var calibration = new SqlFuelCalibration(arguments.length > 1 ? arguments[1] : "");
        try (var facet = new TestFacet(directory.resolve("warm.db"))) {
            calibration.warm(facet);
        }
        calibration.out.printf("%-44s %12s %12s %9s%n", "statement", "units", "ns", "ns/unit");
        try (var facet = new TestFacet(directory.resolve("small.db"))) {
            calibration.rows(facet, "small", 1_000);
        }
        try (var facet = new TestFacet(directory.resolve("large.db"))) {
            calibration.rows(facet, "large", LARGE_ROWS);
        }
        try (var facet = new TestFacet(directory.resolve("blobs.db"))) {
            calibration.blobs(facet);
        }
        try (var facet = new TestFacet(directory.resolve("kv.db"))) {
            calibration.kv(facet);
        }
        try (var facet = new TestFacet(directory.resolve("search.db"))) {
            calibration.virtual(facet);
        }
    }

    /** Until the JVM has compiled what runs below. */
    private void warm(TestFacet facet) {
        facet.event("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
        facet.begin(1L << 60);
        for (int i = 0; i < 20_000; i++) {
            read(facet, "INSERT INTO t VALUES (NULL, ?)", i);
            read(facet, "SELECT b FROM t WHERE a = ?", i);
            facet.database.kv().put(bytes("key"), bytes("value " + i));
        }
        facet.rollback();
    }

    /** What most statements of most guests are like. */
    private void rows(TestFacet facet, String size, int rows) {
        facet.event("CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b, c, d, e)");
        if (((Number) facet.event("SELECT count(*) FROM t").getFirst().getFirst()).longValue()
                == 0) {
            facet.event(FILL, rows);
            facet.event("CREATE INDEX t_b ON t (b)");
        }
        sql(facet, size, "SELECT 1");
        sql(facet, size, "SELECT b FROM t WHERE a = ?", _ -> key(rows));
        sql(facet, size, "SELECT * FROM t WHERE a = ?", _ -> key(rows));
        sql(facet, size, "SELECT a, c FROM t WHERE b = ?", _ -> "name " + key(rows));
        sql(facet, size, "SELECT b, c FROM t WHERE a > ? LIMIT 100", _ -> key(rows));
        sql(facet, size, "SELECT sum(c) FROM t WHERE a BETWEEN ?1 AND ?1 + 1000", _ -> key(rows));
        sql(facet, size, "SELECT count(*) FROM t");
        sql(facet, size, "SELECT count(*) FROM t WHERE c = 5");
        sql(facet, size, "SELECT max(d), avg(c) FROM t");
        sql(facet, size, "SELECT count(*) FROM t WHERE b LIKE '%99%'");
        sql(facet, size, "SELECT count(*) FROM t WHERE length(upper(b)) > 8");
        sql(facet, size, "SELECT sum(e ->> 'id') FROM t WHERE a < 1000");
        sql(
                facet,
                size,
                "SELECT json_group_array(json_object('a', a, 'b', b)) FROM t WHERE a < 900");
        sql(facet, size, "SELECT b FROM t ORDER BY b LIMIT 10");
        sql(facet, size, "SELECT b FROM t ORDER BY c, b LIMIT 10");
        sql(
                facet,
                size,
                "SELECT count(*) FROM (SELECT b FROM t WHERE a < 5000 ORDER BY d DESC LIMIT -1 OFFSET 1)");
        sql(facet, size, "SELECT c, count(*), sum(d) FROM t GROUP BY c");
        sql(facet, size, "SELECT count(DISTINCT c) FROM t");
        sql(
                facet,
                size,
                "SELECT sum(r) FROM (SELECT rank() OVER (ORDER BY d) r FROM t WHERE a < 2000)");
        sql(facet, size, "SELECT count(*) FROM t x JOIN t y ON y.a = x.c WHERE x.a < 3000");
        sql(
                facet,
                size,
                "SELECT count(*) FROM t x JOIN t y ON y.b = 'name ' || (x.a * 31 % 999) WHERE x.a < 3000");
        sql(facet, size, "INSERT INTO t VALUES (NULL, ?, 1, 2, 3)", _ -> "new " + iteration);
        sql(facet, size, "UPDATE t SET c = c + 1 WHERE a = ?", _ -> key(rows));
        sql(facet, size, "UPDATE t SET c = c + 1 WHERE a BETWEEN ?1 AND ?1 + 500", _ -> key(rows));
        sql(
                facet,
                size,
                "UPDATE t SET b = b || 'x' WHERE a BETWEEN ?1 AND ?1 + 50",
                _ -> key(rows));
        sql(facet, size, "DELETE FROM t WHERE a = ?", _ -> key(rows));
        sql(facet, size, "INSERT INTO t (b, c) SELECT b, c FROM t WHERE a < 1000");
        sql(facet, size, "DELETE FROM t");
        sql(facet, size, "CREATE INDEX t_c ON t (c); DROP INDEX t_c");
        sql(facet, size, "CREATE TABLE u (a); DROP TABLE u");
        sql(facet, size, "SELECT count(*) FROM t a, t b WHERE a.a < 50 AND b.a < 50 AND a.b < b.b");
        sql(
                facet,
                size,
                "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000)"
                        + " SELECT count(*) FROM c");
    }

    private long key(int rows) {
        return 1 + (iteration * 7919L) % rows;
    }

    /** Long values, stored and computed. */
    private void blobs(TestFacet facet) {
        facet.event("CREATE TABLE IF NOT EXISTS f (a INTEGER PRIMARY KEY, name, body BLOB, z)");
        int[] sizes = {1, 1_000, 10_000, 60_000, 500_000, 2_000_000};
        for (int i = 0; i < sizes.length; i++) {
            facet.event("INSERT OR REPLACE INTO f VALUES (?, 'f', ?, 1000)", i, new byte[sizes[i]]);
            facet.event(
                    "INSERT OR REPLACE INTO f VALUES (?, 'f', ?, 1000)",
                    10 + i,
                    new byte[sizes[i]]);
        }
        for (int i = 0; i < sizes.length; i++) {
            int at = i;
            String size = String.valueOf(sizes[i]);
            sql(facet, size, "SELECT body FROM f WHERE a = ?", _ -> at);
            sql(facet, size, "SELECT z FROM f WHERE a = ?", _ -> at);
            sql(facet, size, "UPDATE f SET z = z + 1 WHERE a = ?", _ -> at);
            var body = new byte[sizes[i]];
            sql(facet, size, "INSERT INTO f (body) VALUES (?)", _ -> body);
            many(facet, sizes[i]);
            sql(facet, size, "DELETE FROM many WHERE a = ?", _ -> ++deleted);
            sql(
                    facet,
                    size,
                    "SELECT sum(z) FROM many WHERE a BETWEEN 1 + ?1 AND 9 + ?1",
                    _ -> iteration % 100);
            deleted = 0;
            sql(facet, size, "UPDATE many SET body = NULL WHERE a = ?", _ -> ++deleted);
            deleted = 0;
            String some = " FROM (SELECT * FROM many LIMIT 10)";
            sql(facet, size, "SELECT sum(body = x'01')" + some);
            sql(facet, size, "SELECT sum(body > zeroblob(" + sizes[i] + "))" + some);
            sql(facet, size, "SELECT sum(length(hex(substr(body, 1, 900000))))" + some);
            sql(facet, size, "SELECT sum(length(substr(body, 2) || z))" + some);
            sql(facet, size, "SELECT sum(length(upper(body)))" + some);
            String text = "[" + "1,".repeat(Math.max(0, sizes[i] / 2 - 2)) + "1]";
            String words =
                    "[" + "{\"name\": \"a word or two\", \"n\": 15},".repeat(sizes[i] / 35) + "1]";
            for (String json : List.of(text, words)) {
                facet.event("DELETE FROM many WHERE a > 10");
                facet.event("UPDATE many SET body = ?", json);
                sql(facet, size, "SELECT sum(json_array_length(body))" + some);
                sql(facet, size, "SELECT sum(body ->> '$[0]')" + some);
                sql(facet, size, "SELECT sum(length(json_set(body, '$[0]', a)))" + some);
                sql(facet, size, "SELECT json_array_length(?)", _ -> json);
            }
            sql(facet, size, "INSERT INTO many (body) SELECT body FROM many");
            sql(facet, size, "UPDATE many SET body = body || z");
        }
        sql(facet, "all", "SELECT a, name, length(body) FROM f");
        sql(facet, "all", "SELECT sum(z) FROM f, (VALUES (1), (2), (3), (4), (5), (6), (7), (8))");
    }

    private int deleted;

    /** So many rows that none has to be deleted twice in a round. */
    private void many(TestFacet facet, int size) {
        deleted = 0;
        facet.event("CREATE TABLE IF NOT EXISTS many (a INTEGER PRIMARY KEY, body, z)");
        facet.begin(1L << 60);
        facet.rows("DELETE FROM many WHERE true");
        facet.commit();
        int count = Math.min(20_000, 200_000_000 / Math.max(1, size));
        facet.begin(1L << 60);
        for (int i = 1; i <= count; i++) {
            facet.rows("INSERT INTO many VALUES (?, ?, 1000)", i, new byte[size]);
        }
        facet.commit();
    }

    private void kv(TestFacet facet) {
        int count = 2_000;
        facet.begin();
        for (int i = 0; i < count; i++) {
            facet.database.kv().put(bytes("key " + i), new byte[i % 40 == 0 ? 1_000_000 : 100]);
        }
        facet.commit();
        for (int size : new int[] {10, 1_000, 100_000, 2_000_000}) {
            var value = new byte[size];
            var other = new byte[size];
            new Random(1).nextBytes(other);
            act(
                    facet,
                    "kv put " + size,
                    _ ->
                            facet.database
                                    .kv()
                                    .put(
                                            bytes("x" + iteration % 20),
                                            iteration % 3 == 0 ? value : other));
            facet.event("SELECT 1");
            facet.begin();
            facet.database.kv().put(bytes("x" + size), value);
            facet.commit();
            act(facet, "kv get " + size, _ -> facet.database.kv().get(bytes("x" + size)));
            act(
                    facet,
                    "kv put, delete " + size,
                    _ -> {
                        facet.database.kv().put(bytes("y"), value);
                        facet.database.kv().delete(bytes("y"));
                    });
        }
        act(
                facet,
                "kv get, one of many",
                _ -> facet.database.kv().get(bytes("key " + iteration * 7 % count)));
        act(
                facet,
                "kv get, missing",
                _ -> facet.database.kv().get(bytes("key " + iteration * 7 % count + "a")));
        act(facet, "kv list 10", _ -> list(facet, "key 5", 10));
        act(facet, "kv list 1 of large", _ -> list(facet, "key 40", 1));
        act(facet, "kv list all", _ -> list(facet, "", 0));
    }

    private static void list(TestFacet facet, String prefix, int limit) {
        byte[] none = {};
        try (SqlCursor cursor = facet.database.kv().list(bytes(prefix), none, none, limit, false)) {
            int size;
            do {
                size = cursor.next(4 << 20);
            } while (size > 0);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private void virtual(TestFacet facet) {
        facet.event("CREATE VIRTUAL TABLE IF NOT EXISTS d USING fts5 (body)");
        facet.event("CREATE VIRTUAL TABLE IF NOT EXISTS r USING rtree (id, x0, x1)");
        var random = new Random(1);
        facet.begin();
        for (int i = 0; i < 3_000; i++) {
            facet.rows("INSERT INTO d VALUES (?)", words(random, 20));
            facet.rows("INSERT INTO r VALUES (?, ?, ?)", null, i, i + 10);
        }
        facet.commit();
        sql(facet, "fts5", "SELECT rowid FROM d WHERE d MATCH 'w17 w3'");
        sql(facet, "fts5", "SELECT count(*) FROM d WHERE d MATCH 'w1*'");
        sql(
                facet,
                "fts5",
                "SELECT snippet(d, 0, '<', '>', '…', 5) FROM d WHERE d MATCH 'w17' ORDER BY rank LIMIT 5");
        sql(facet, "fts5", "INSERT INTO d VALUES (?)", _ -> words(random, 20));
        sql(facet, "fts5, 200 words", "INSERT INTO d VALUES (?)", _ -> words(random, 200));
        sql(facet, "fts5, 2 000 words", "INSERT INTO d VALUES (?)", _ -> words(random, 2_000));
        sql(facet, "fts5, 20 000 words", "INSERT INTO d VALUES (?)", _ -> words(random, 20_000));
        sql(facet, "fts5", "DELETE FROM d WHERE rowid = ?", _ -> iteration % 3_000);
        sql(facet, "fts5", "SELECT highlight(d, 0, '<', '>') FROM d WHERE d MATCH 'w17' LIMIT 20");
        sql(facet, "fts5", "INSERT INTO d (d) VALUES ('optimize')");
        sql(facet, "fts5", "INSERT INTO d (d) VALUES ('rebuild')");
        sql(
                facet,
                "rtree",
                "SELECT count(*) FROM r WHERE x0 > ? AND x1 < 2000",
                _ -> iteration % 1000);
        sql(facet, "rtree", "INSERT INTO r VALUES (NULL, ?, 5000)", _ -> iteration % 1000);
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append('w')
                    .append((int) (300 * random.nextDouble() * random.nextDouble()))
                    .append(' ');
        }
        return words.toString();
    }

    private void sql(TestFacet facet, String what, String sql) {
        run(facet, what + ": " + sql, _ -> read(facet, sql));
    }

    private void sql(
            TestFacet facet,
            String what,
            String sql,
            java.util.function.IntFunction<Object> argument) {
        run(facet, what + ": " + sql, i -> read(facet, sql, argument.apply(i)));
    }

    private void act(TestFacet facet, String what, Consumer<Integer> work) {
        run(facet, what, work);
    }

    /** Rows are read as the guest gets them, and not decoded. */
    private static void read(TestFacet facet, String sql, Object... arguments) {
        try (SqlCursor cursor = facet.exec(sql, arguments)) {
            int size;
            do {
                size = cursor.next(4 << 20);
            } while (size > 0);
        }
    }

    private void run(TestFacet facet, String name, Consumer<Integer> work) {
        if (!name.contains(filter)) {
            return;
        }
        long price =
                name.startsWith("kv")
                        ? name.contains("delete")
                                ? 2 * Prices.STORAGE_WRITE
                                : name.contains("put") ? Prices.STORAGE_WRITE : Prices.STORAGE_READ
                        : Prices.SQL_EXEC + 2 * Prices.LOOK_UP;
        facet.begin(1L << 60);
        try {
            work.accept(0);
            long[] nanos = new long[ROUNDS];
            long units = 0;
            for (int round = 0; round < ROUNDS; round++) {
                facet.rollback();
                facet.begin(1L << 60);
                deleted = 0;
                long before = THREADS.getCurrentThreadCpuTime();
                long taken;
                int count = 0;
                long burned = facet.tank.burned();
                do {
                    iteration++;
                    work.accept(iteration);
                    count++;
                    taken = THREADS.getCurrentThreadCpuTime() - before;
                } while (taken < ROUND_NANOS);
                nanos[round] = taken / count;
                units = (facet.tank.burned() - burned) / count + price;
            }
            Arrays.sort(nanos);
            long median = nanos[ROUNDS / 2];
            out.printf(
                    "%-44s %12d %12d %9.2f%n",
                    shortened(name), units, median, (double) median / units);
        } catch (RuntimeException e) {
            out.printf("%-44s %s%n", shortened(name), e);
        } finally {
            facet.database.rollbackEventIfAny();
        }
    }

    private static String shortened(String name) {
        return name.length() <= 90 ? name : name.substring(0, 89) + "…";
    }
}
