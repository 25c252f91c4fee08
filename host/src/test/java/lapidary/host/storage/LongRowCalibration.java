package lapidary.host.storage;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * How many nanoseconds of processor time a unit of fuel stands for where SQLite goes through long
 * rows and keys that the statement does not ask for. Not a test: a program, whose table is in
 * docs/fuel.md.
 *
 * <pre>LongRowCalibration [part of a case's name]</pre>
 */
public final class LongRowCalibration {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 15_000_000;
    private static final int[] SIZES = {100, 10_000, 60_000, 250_000, 500_000, 2_000_000};
    private static final int BYTES = 40_000_000;

    private final PrintStream out = System.out;
    private final String filter;

    private LongRowCalibration(String filter) {
        this.filter = filter;
    }

    public static void main(String[] arguments) throws IOException {
        var calibration = new LongRowCalibration(arguments.length > 0 ? arguments[0] : "");
        calibration.out.printf("%-90s %12s %12s %9s%n", "statement", "units", "ns", "ns/unit");
        for (int size : SIZES) {
            Path file = Files.createTempDirectory("long-rows").resolve("facet.db");
            try (var facet = new TestFacet(file)) {
                calibration.fill(facet, size);
                calibration.behind(facet, size);
                calibration.keys(facet, size);
                calibration.beside(facet, size);
            }
        }
    }

    private void fill(TestFacet facet, int size) {
        facet.event("CREATE TABLE t (a INTEGER PRIMARY KEY, b, body, z, y)");
        facet.event("CREATE TABLE last (a INTEGER PRIMARY KEY, b, z, y, body)");
        facet.event("CREATE TABLE k (a INTEGER PRIMARY KEY, body, z)");
        facet.event("CREATE INDEX k_body ON k (body)");
        facet.event("CREATE TABLE w (body PRIMARY KEY, z) WITHOUT ROWID");
        facet.event("CREATE TABLE v (a PRIMARY KEY, body, z) WITHOUT ROWID");
        facet.event("CREATE TABLE few (a INTEGER PRIMARY KEY, b, z)");
        facet.event("CREATE TABLE other (a, b, body, z, y)");
        facet.event("CREATE TABLE o (a, b, body, z, y)");
        facet.event("CREATE INDEX t_b ON t (b)");
        int rows = Math.min(2_000, BYTES / size);
        facet.begin(1L << 60);
        for (int i = 0; i < rows; i++) {
            facet.rows("INSERT INTO t VALUES (?, ?, ?, 1000, 2000)", i, i % 7, new byte[size]);
            if (i < 10) {
                facet.rows("INSERT INTO o VALUES (?, ?, ?, 1000, 2000)", i, i % 7, new byte[size]);
            }
            facet.rows("INSERT INTO last VALUES (?, ?, 1000, 2000, ?)", i, i % 7, new byte[size]);
            facet.rows("INSERT INTO k VALUES (?, ?, 1000)", i, key(size, i));
            facet.rows("INSERT INTO w VALUES (?, 1)", key(size, i));
            facet.rows("INSERT INTO v VALUES (?, ?, 1000)", i, new byte[size]);
            facet.rows("INSERT INTO few VALUES (?, ?, 1000)", i, i % 7);
        }
        facet.commit();
    }

    /** Keys differ in their last bytes. */
    private static byte[] key(int size, int i) {
        byte[] key = new byte[size];
        key[size - 1] = (byte) i;
        key[size - 2] = (byte) (i >> 8);
        return key;
    }

    private void behind(TestFacet facet, int size) {
        sql(facet, size, "SELECT sum(z) FROM t");
        sql(facet, size, "SELECT sum(z + y) FROM t WHERE y > 0");
        sql(facet, size, "SELECT count(*), a, b, length(body) FROM t WHERE y = 5");
        sql(facet, size, "SELECT z FROM t WHERE a = ?", i -> i % 20);
        sql(facet, size, "SELECT z FROM t WHERE b = 3");
        sql(facet, size, "SELECT sum(t.z) FROM few JOIN t ON t.a = few.a");
        sql(facet, size, "SELECT sum(t.z) FROM few JOIN t ON t.b = few.b WHERE few.a < 10");
        sql(facet, size, "SELECT sum(few.z) FROM t JOIN few ON few.b = t.b WHERE t.z = 1000");
        sql(facet, size, "UPDATE few SET z = (SELECT z FROM t WHERE t.a = few.a)");
        sql(facet, size, "DELETE FROM t WHERE z = 5");
        sql(facet, size, "INSERT INTO other SELECT * FROM o");
    }

    private void keys(TestFacet facet, int size) {
        sql(facet, size, "SELECT z FROM k WHERE body = ?", i -> key(size, i % 20));
        sql(facet, size, "SELECT count(*) FROM k WHERE body > x'00'");
        sql(facet, size, "SELECT sum(z) FROM k INDEXED BY k_body WHERE body > x'00'");
        sql(facet, size, "SELECT count(*) FROM few WHERE few.b IN (SELECT body FROM k)");
        sql(facet, size, "SELECT count(*) FROM few JOIN k ON k.body = few.b");
        sql(facet, size, "SELECT count(*) FROM few JOIN w ON w.body = few.b");
        sql(facet, size, "SELECT z FROM w WHERE body = ?", i -> i);
        sql(facet, size, "SELECT z FROM v WHERE a = ?", i -> i % 20);
        sql(facet, size, "SELECT count(*) FROM few JOIN v ON v.a = few.b");
        sql(facet, size, "INSERT INTO k VALUES (NULL, ?, 1)", i -> i);
        sql(facet, size, "INSERT OR REPLACE INTO w VALUES (?, 1)", i -> i);
    }

    /** What is not to cost more. */
    private void beside(TestFacet facet, int size) {
        sql(facet, size, "SELECT sum(z + y) FROM last");
        sql(facet, size, "SELECT z FROM last WHERE a = ?", i -> i % 20);
        sql(facet, size, "SELECT sum(b) FROM t");
        sql(facet, size, "SELECT a, length(body) FROM k");
        sql(facet, size, "SELECT sum(z) FROM few");
    }

    private void sql(TestFacet facet, int size, String sql) {
        run(facet, size + ": " + sql, _ -> facet.exec(sql));
    }

    private void sql(TestFacet facet, int size, String sql, IntFunction<Object> argument) {
        run(facet, size + ": " + sql, i -> facet.exec(sql, argument.apply(i)));
    }

    private void run(TestFacet facet, String name, IntFunction<SqlCursor> work) {
        if (!name.contains(filter)) {
            return;
        }
        int count = 0;
        long[] nanos = new long[ROUNDS];
        long units = 0;
        for (int round = 0; round < ROUNDS; round++) {
            facet.begin(1L << 60);
            read(work.apply(0));
            long burned = facet.tank.burned();
            long before = THREADS.getCurrentThreadCpuTime();
            long taken;
            int times = 0;
            do {
                read(work.apply(++count));
                times++;
                taken = THREADS.getCurrentThreadCpuTime() - before;
            } while (taken < ROUND_NANOS);
            nanos[round] = taken / times;
            units = (facet.tank.burned() - burned) / times + lapidary.abi.Prices.SQL_EXEC;
            facet.rollback();
        }
        Arrays.sort(nanos);
        long median = nanos[ROUNDS / 2];
        out.printf("%-90s %12d %12d %9.2f%n", name, units, median, (double) median / units);
    }

    private static void read(SqlCursor rows) {
        try (rows) {
            int size;
            do {
                size = rows.next(4 << 20);
            } while (size > 0);
        }
    }
}
