package lapidary.host.storage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;

/**
 * Looks for the statement that runs longest without charging anything, which is also how long it
 * cannot be stopped, and for the one that is priced lowest. Not a test: a program, whose findings
 * are in docs/fuel.md. All times are of the processor.
 *
 * <pre>SlowestStep directory rows longValues seed statements</pre>
 *
 * <p>{@code -Dlapidary.statement.nanos=} says after how long a statement is stopped, {@code
 * -Dlapidary.skip=} how many of those made by hand are left out.
 */
public final class SlowestStep {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long STATEMENT_NANOS_MAX =
            Long.getLong("lapidary.statement.nanos", 6_000_000_000L);
    private static final long GAP_NANOS_MAX = 50_000_000;
    private static final int SHOWN = 25;

    private static final List<String> HAND_MADE =
            List.of(
                    "SELECT count(*) FROM t",
                    "SELECT count(*) FROM v",
                    "SELECT * FROM t ORDER BY d",
                    "SELECT b FROM t ORDER BY c, b DESC",
                    "SELECT c, count(*), max(b) FROM t GROUP BY c",
                    "SELECT b, count(*) FROM t GROUP BY b || 'x' ORDER BY 2",
                    "SELECT DISTINCT d FROM t",
                    "SELECT count(DISTINCT b || 'y') FROM t",
                    "SELECT sum(r) FROM (SELECT rank() OVER (ORDER BY d) r FROM t)",
                    "SELECT sum(r) FROM (SELECT sum(c) OVER (ORDER BY d ROWS 1000 PRECEDING) r FROM t)",
                    "SELECT sum(r) FROM (SELECT count(*) OVER (PARTITION BY c) r FROM t)",
                    "SELECT group_concat(b) OVER (ORDER BY a ROWS 1000 PRECEDING) FROM t LIMIT 2000",
                    "SELECT a FROM t UNION SELECT c FROM t",
                    "SELECT a FROM t EXCEPT SELECT c FROM t",
                    "SELECT count(*) FROM t x JOIN t y ON y.d = x.c",
                    "SELECT count(*) FROM t x JOIN t y ON y.b = x.b",
                    "SELECT max(body) FROM l",
                    "SELECT count(*) FROM l x JOIN l y ON x.body = y.body",
                    "SELECT a FROM l ORDER BY body DESC",
                    "SELECT DISTINCT length(body) FROM l ORDER BY body",
                    "SELECT count(DISTINCT body) FROM l",
                    "SELECT sum(z) FROM l x, l y",
                    "SELECT sum(length(upper(text))) FROM l",
                    "SELECT sum(length(hex(substr(body, 1, 1000000)))) FROM l",
                    "SELECT sum(length(quote(substr(body, 1, 900000)))) FROM l",
                    "SELECT sum(json_valid(text)) FROM l",
                    "SELECT sum(json_array_length(text)) FROM l",
                    "SELECT sum(length(json_pretty(substr(text, 1, 200000) || '1]'))) FROM l",
                    "SELECT sum(length(json_insert(text, '$[#]', 1))) FROM l",
                    "SELECT count(*) FROM l, json_each(l.text)",
                    "SELECT count(*) FROM l, json_tree(l.text)",
                    "SELECT sum(length(json_patch(text, text))) FROM l",
                    "SELECT sum(length(jsonb(text))) FROM l",
                    "SELECT json_group_array(b) FROM t LIMIT 1",
                    "SELECT length(group_concat(b)) FROM t WHERE a < 60000",
                    "SELECT sum(instr(text, '99999999')) FROM l",
                    "SELECT sum(length(replace(text, '1', '22'))) FROM l WHERE length(text) < 1000000",
                    "SELECT sum(text LIKE '%9%8%7%6%5%') FROM l",
                    "SELECT sum(text GLOB '*[0-9]x*') FROM l",
                    "SELECT sum(length(printf('%s%s', substr(text, 1, 900000), 'x'))) FROM l",
                    "SELECT sum(length(trim(text, '[]1,'))) FROM l",
                    "SELECT sum(unicode(text) + length(char(99, 100))) FROM l",
                    "SELECT sum(length(unhex(hex(substr(body, 1, 500000))))) FROM l",
                    "SELECT sum(CAST(text AS INTEGER) + CAST(text AS REAL)) FROM l",
                    "SELECT sum(text + 0) FROM l",
                    "SELECT sum(body > x'00') FROM k",
                    "SELECT count(*) FROM k WHERE body = zeroblob(1000000)",
                    "SELECT count(*) FROM k WHERE body > zeroblob(1000000)",
                    "SELECT sum(z) FROM k",
                    "SELECT sum(x.z) FROM w x JOIN w y ON x.body = y.body",
                    "INSERT INTO k SELECT randomblob(1900000), 1 FROM l LIMIT 5",
                    "UPDATE k SET z = z + 1",
                    "UPDATE l SET z = z + 1",
                    "UPDATE l SET body = body || x'00' WHERE length(body) < 2000000",
                    "DELETE FROM k WHERE z < 9",
                    "DELETE FROM l WHERE a % 2 = 0",
                    "DELETE FROM l",
                    "DELETE FROM t WHERE c = 5",
                    "DELETE FROM t",
                    "UPDATE t SET c = c + 1",
                    "UPDATE t SET b = b || 'x' WHERE c = 7",
                    "INSERT INTO t (b, c) SELECT b, c FROM t",
                    "CREATE TABLE copy AS SELECT * FROM t",
                    "CREATE INDEX t_c ON t (c)",
                    "CREATE INDEX t_cd ON t (c, d, b)",
                    "CREATE INDEX l_body ON l (body)",
                    "CREATE UNIQUE INDEX t_ab ON t (a, b)",
                    "REINDEX t_b",
                    "REINDEX",
                    "DROP INDEX t_b",
                    "DROP TABLE t",
                    "DROP TABLE l",
                    "DROP TABLE d",
                    "DROP TABLE r",
                    "ALTER TABLE t DROP COLUMN d",
                    "ALTER TABLE t ADD COLUMN e NOT NULL DEFAULT 5",
                    "ALTER TABLE t RENAME COLUMN d TO dd",
                    "ALTER TABLE t RENAME TO tt",
                    "ANALYZE",
                    "ANALYZE t",
                    "PRAGMA optimize",
                    "PRAGMA quick_check",
                    "PRAGMA quick_check(t)",
                    "SELECT count(*) FROM pragma_quick_check",
                    "PRAGMA foreign_key_check",
                    "PRAGMA table_list",
                    "SELECT count(*) FROM d WHERE d MATCH 'w1*'",
                    "SELECT count(*) FROM d WHERE d MATCH 'w1 w2 w3'",
                    "SELECT count(*) FROM d WHERE d MATCH 'NEAR(w1 w2, 50)'",
                    "SELECT count(*) FROM d WHERE d MATCH '\"w1 w2 w3 w4\" OR w5* OR w6*'",
                    "SELECT rowid FROM d WHERE d MATCH 'w1' ORDER BY rank LIMIT 3",
                    "SELECT sum(length(highlight(d, 0, '<', '>'))) FROM d WHERE d MATCH 'w1'",
                    "SELECT sum(length(snippet(d, 0, '<', '>', '', 64))) FROM d WHERE d MATCH 'w1'",
                    "SELECT sum(bm25(d)) FROM d WHERE d MATCH 'w1 OR w2'",
                    "INSERT INTO d SELECT text FROM l LIMIT 3",
                    "INSERT INTO d SELECT b FROM t LIMIT 20000",
                    "INSERT INTO d (d) VALUES ('optimize')",
                    "INSERT INTO d (d) VALUES ('rebuild')",
                    "INSERT INTO d (d) VALUES ('integrity-check')",
                    "DELETE FROM d",
                    "UPDATE d SET body = body || ' w9'",
                    "SELECT count(*) FROM dv",
                    "SELECT count(*) FROM r WHERE x0 > 5",
                    "SELECT sum(x0) FROM r",
                    "INSERT INTO r SELECT NULL, a, a + 3 FROM t LIMIT 20000",
                    "DELETE FROM r WHERE x0 > 100",
                    "WITH RECURSIVE c (n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || s FROM c"
                            + " WHERE n < 22) SELECT sum(length(s)) FROM c",
                    "WITH RECURSIVE c (n, s) AS (SELECT 1, zeroblob(1000000) UNION SELECT n + 1, s FROM c"
                            + " WHERE n < 300) SELECT count(*) FROM c ORDER BY s",
                    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c ORDER BY 1 DESC)"
                            + " SELECT count(*) FROM c LIMIT 1",
                    "SELECT a FROM t WHERE b IN (SELECT b FROM t WHERE c > 1)",
                    "SELECT count(*) FROM t WHERE a NOT IN (SELECT c FROM t)",
                    "SELECT (SELECT max(y.d) FROM t y WHERE y.c = x.c) FROM t x LIMIT 1",
                    "SELECT sum(zeroblob(2000000) = zeroblob(1999999)) FROM t",
                    "SELECT sum(length(zeroblob(1000000) || x'01')) FROM t",
                    "SELECT abs(random()) % 7, hex(randomblob(100000)) FROM t LIMIT 1000");

    /** Is charged, and looks how long it was not. */
    private static final class GapMeter implements FuelMeter {
        private final long begun = THREADS.getCurrentThreadCpuTime();
        private long last = begun;
        private long lastWall = System.nanoTime();
        private long units;
        private long gap;
        private long wall;

        @Override
        public void charge(long more) {
            units += more;
            long now = THREADS.getCurrentThreadCpuTime();
            gap = Math.max(gap, now - last);
            wall = Math.max(wall, System.nanoTime() - lastWall);
            lastWall = System.nanoTime();
            if (now - begun > STATEMENT_NANOS_MAX) {
                last = now;
                throw new Stop();
            }
            last = THREADS.getCurrentThreadCpuTime();
        }

        @Override
        public long left() {
            return Long.MAX_VALUE;
        }
    }

    private static final class Stop extends RuntimeException {
        Stop() {
            super("stopped", null, false, false);
        }
    }

    private record Finding(String sql, long gap, long wall, long nanos, long units, String end) {
        double nanosPerUnit() {
            return (double) nanos / units;
        }

        @Override
        public String toString() {
            return String.format(
                    "%9.2f ms (%7.2f) %9.1f ms %8.2f ns/unit  %-10s %s",
                    gap / 1e6, wall / 1e6, nanos / 1e6, nanosPerUnit(), end, sql);
        }
    }

    private final Path directory;
    private final Random random;
    private final List<Finding> findings = new ArrayList<>();

    private SlowestStep(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        var search = new SlowestStep(Path.of(arguments[0]), Long.parseLong(arguments[3]));
        search.build(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        if (arguments.length > 5) {
            Arrays.stream(arguments, 5, arguments.length).forEach(search::look);
            return;
        }
        HAND_MADE.stream().skip(Integer.getInteger("lapidary.skip", 0)).forEach(search::look);
        search.show();
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            search.look(search.statement());
        }
        search.show();
    }

    private void build(int rows, int longValues) throws Exception {
        Path file = directory.resolve("slowest.db");
        if (Files.exists(file)) {
            return;
        }
        try (var facet = new TestFacet(file)) {
            facet.event(
                    "CREATE TABLE t (a INTEGER PRIMARY KEY, b, c, d);"
                            + "CREATE VIEW v AS SELECT count(*) FROM t;"
                            + "CREATE TABLE l (a INTEGER PRIMARY KEY, body, text, z);"
                            + "CREATE TABLE k (body, z); CREATE INDEX k_body ON k (body);"
                            + "CREATE TABLE w (body PRIMARY KEY, z) WITHOUT ROWID;"
                            + "CREATE VIRTUAL TABLE d USING fts5 (body);"
                            + "CREATE VIRTUAL TABLE dv USING fts5vocab (d, instance);"
                            + "CREATE VIRTUAL TABLE r USING rtree (id, x0, x1)");
            int part = 100_000;
            for (int from = 0; from < rows; from += part) {
                facet.event(
                        "WITH RECURSIVE c (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM c WHERE n < ?2)"
                                + " INSERT INTO t SELECT n, 'name ' || hex(randomblob(70)), n % 97,"
                                + " random() FROM c",
                        from, from + part - 1);
                facet.database.checkpointIfDue();
            }
        }
        // More than a guest may sort in one statement.
        try (var raw = Sqlite.openFacet(file, DatabaseLimits.DEFAULT)) {
            raw.getDatabase()._exec("CREATE INDEX t_b ON t (b)");
        }
        try (var facet = new TestFacet(file)) {
            var random = new Random(3);
            for (int i = 0; i < longValues; i++) {
                var body = new byte[1_990_000];
                body[body.length - 1] = (byte) i;
                facet.event(
                        "INSERT INTO l VALUES (?, ?, ?, 1)",
                        i,
                        new byte[990_000],
                        "[" + "1,".repeat(497_000) + "1]");
                facet.event("INSERT INTO k VALUES (?, 1)", body);
                facet.event("INSERT INTO w VALUES (?, 1)", body);
                facet.database.checkpointIfDue();
            }
            facet.begin();
            for (int i = 0; i < 20_000; i++) {
                facet.rows("INSERT INTO d VALUES (?)", words(random));
                facet.rows("INSERT INTO r VALUES (NULL, ?, ?)", i, i + 5);
            }
            facet.commit();
        }
    }

    private static String words(Random random) {
        var words = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            words.append('w')
                    .append((int) (2000 * random.nextDouble() * random.nextDouble()))
                    .append(' ');
        }
        return words.toString();
    }

    /** Twice if it was slow: something else may have had the processor, or classes were loaded. */
    private void look(String sql) {
        Finding finding = run(sql);
        if (finding.gap > GAP_NANOS_MAX) {
            Finding again = run(sql);
            finding = again.gap < finding.gap ? again : finding;
        }
        findings.add(finding);
        System.out.println(finding);
    }

    private Finding run(String sql) {
        try (var facet = new TestFacet(directory.resolve("slowest.db"))) {
            var meter = new GapMeter();
            facet.database.beginEvent(new EventInputs(TestFacet.NOW, new Random(1)), meter);
            String end = "ran";
            try (SqlCursor cursor = facet.exec(sql)) {
                int size;
                do {
                    size = cursor.next(8 << 20);
                } while (size > 0);
            } catch (Stop stop) {
                end = "stopped";
            } catch (Refusal refusal) {
                end = refusal.code() + "";
                if (!refusal.text().contains("TOOBIG") && !refusal.text().contains("one step")) {
                    System.out.println(sql + ": " + refusal.text());
                }
            } catch (IllegalStateException e) {
                end = "?";
            }
            long now = THREADS.getCurrentThreadCpuTime();
            var finding =
                    new Finding(
                            sql,
                            Math.max(meter.gap, now - meter.last),
                            meter.wall,
                            now - meter.begun,
                            meter.units,
                            end);
            facet.database.rollbackEventIfAny();
            return finding;
        }
    }

    private void show() {
        System.out.println("--- longest without a charge");
        findings.stream()
                .sorted(Comparator.comparingLong(Finding::gap).reversed())
                .limit(SHOWN)
                .forEach(System.out::println);
        System.out.println("--- priced lowest");
        findings.stream()
                .filter(finding -> finding.nanos > 2_000_000)
                .sorted(Comparator.comparingDouble(Finding::nanosPerUnit).reversed())
                .limit(SHOWN)
                .forEach(System.out::println);
    }

    private String statement() {
        String from =
                pick(
                        "t",
                        "l",
                        "k",
                        "w",
                        "l x JOIN l y",
                        "t, l",
                        "(SELECT * FROM l ORDER BY body)",
                        "d");
        String value = expression(1 + random.nextInt(3), from);
        String where =
                random.nextBoolean()
                        ? ""
                        : " WHERE "
                                + expression(2, from)
                                + pick(" > ", " = ", " <> ")
                                + expression(1, from);
        String tail =
                pick(
                        "",
                        "",
                        " ORDER BY 1",
                        " GROUP BY 1",
                        " ORDER BY 1 LIMIT 5",
                        " GROUP BY 1 ORDER BY 1 DESC");
        String head =
                pick(
                        "SELECT ",
                        "SELECT DISTINCT ",
                        "SELECT count(*) FROM (SELECT ",
                        "SELECT sum(length(",
                        "SELECT max(",
                        "SELECT json_group_array(");
        String close =
                switch (head) {
                    case "SELECT sum(length(" -> "))";
                    case "SELECT max(", "SELECT json_group_array(" -> ")";
                    default -> "";
                };
        String end = head.contains("FROM (") ? ")" : "";
        return head + value + close + " FROM " + from + where + tail + end;
    }

    private String expression(int depth, String from) {
        String column =
                from.contains(" x ")
                        ? pick("x.body", "y.text", "x.z", "y.body")
                        : from.equals("d")
                                ? "body"
                                : from.equals("t")
                                        ? pick("b", "c", "d")
                                        : from.equals("t, l")
                                                ? pick("b", "body", "text", "c")
                                                : from.startsWith("k") || from.startsWith("w")
                                                        ? pick("body", "z")
                                                        : pick("body", "text", "z");
        if (depth == 0) {
            return pick(column, column, column, "1", "'x'", "x'00'", "zeroblob(500000)", "2");
        }
        String one = expression(depth - 1, from);
        return switch (random.nextInt(16)) {
            case 0 -> "substr(" + one + ", 2, 400000)";
            case 1 -> "(" + one + " || " + expression(depth - 1, from) + ")";
            case 2 -> "hex(substr(" + one + ", 1, 900000))";
            case 3 -> "upper(" + one + ")";
            case 4 -> "length(" + one + ")";
            case 5 -> "json_extract(" + one + ", '$[5]')";
            case 6 -> "json_valid(" + one + ")";
            case 7 -> "(" + one + " = " + expression(depth - 1, from) + ")";
            case 8 -> "replace(" + one + ", '1', '')";
            case 9 -> "instr(" + one + ", x'01')";
            case 10 -> "CAST(" + one + " AS " + pick("TEXT", "INTEGER", "BLOB", "REAL") + ")";
            case 11 -> "quote(substr(" + one + ", 1, 900000))";
            case 12 -> "(" + one + " LIKE '%1%x')";
            case 13 -> "coalesce(" + one + ", 1)";
            case 14 -> "max(" + one + ", " + expression(depth - 1, from) + ")";
            default -> "trim(" + one + ")";
        };
    }

    private String pick(String... all) {
        return all[random.nextInt(all.length)];
    }
}
