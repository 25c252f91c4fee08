package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that clients send: what a guest could have made is taken, and nothing else. */
final class ForeignDatabaseTest {
    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void download() {
        file = directory.resolve("given.db");
        Path own = directory.resolve("1.db");
        try (var facet = new TestFacet(own)) {
            facet.event("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT)");
            facet.event("CREATE INDEX by_v ON t (lower(v)) WHERE v <> ''");
            facet.event("INSERT INTO t (v) VALUES ('kept')");
            facet.event("CREATE VIRTUAL TABLE f USING fts5(body)");
            facet.event("INSERT INTO f VALUES ('some words')");
            facet.event("CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)");
            facet.event("CREATE VIEW \"a view\" AS SELECT upper(v) AS v FROM t");
            facet.event(
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN"
                            + " UPDATE t SET v = v || '!' WHERE id = new.id; END");
            facet.event("ANALYZE");
            facet.begin().database.kv().put(new byte[] {1}, new byte[2 << 20]);
            facet.commit();
            facet.begin().database.kv().put(new byte[0], new byte[0]);
            facet.commit();
            facet.database.copyTo(file);
        }
        FacetFiles.prepareForOthers(file);
    }

    @Test
    void what_a_facet_gave_is_taken_back_with_all_it_had() {
        adopt();
        assertFalse(Files.exists(WalSync.walOf(file)));
        try (var facet = new TestFacet(file)) {
            facet.event("INSERT INTO t (v) VALUES ('more')");
            assertEquals(
                    List.of(List.of("KEPT"), List.of("MORE!")),
                    facet.event("SELECT v FROM \"a view\""));
            assertEquals(1, facet.event("SELECT * FROM f WHERE f MATCH 'words'").size());
            facet.begin();
            assertEquals(2 << 20, facet.database.kv().get(new byte[] {1}).orElseThrow().length);
            assertArrayEquals(new byte[0], facet.database.kv().get(new byte[0]).orElseThrow());
            facet.commit();
        }
    }

    @Test
    void what_another_program_made_gets_the_hidden_tables() throws Exception {
        Files.delete(file);
        change("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)");
        adopt();
        try (var facet = new TestFacet(file)) {
            assertEquals(List.of(List.of(1L)), facet.event("SELECT a FROM mine"));
            facet.begin().database.kv().put(new byte[] {1}, new byte[] {2});
            facet.commit();
        }
    }

    @Test
    void a_file_of_version_1_is_brought_up() throws Exception {
        Files.delete(file);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String sql : HiddenTables.CREATE_FIRST.split(";", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("INSERT INTO _lap_kv VALUES (x'01', x'02')");
            statement.execute("PRAGMA user_version = 1");
        }
        adopt();
        try (var facet = new TestFacet(file).begin()) {
            assertArrayEquals(
                    new byte[] {2}, facet.database.kv().get(new byte[] {1}).orElseThrow());
            facet.rollback();
        }
    }

    @Test
    void what_is_no_database_is_refused() throws Exception {
        Files.writeString(file, "not a database, but long enough to be one ".repeat(300));
        assertRefused("does not begin");
        Files.write(file, new byte[0]);
        assertRefused("does not begin");
        Files.delete(file);
        change("PRAGMA page_size = 1024; CREATE TABLE t (a)");
        assertRefused("page size");
        Files.delete(file);
        change("PRAGMA auto_vacuum = FULL; CREATE TABLE t (a)");
        assertRefused("vacuums itself");
        Files.delete(file);
        change("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a)");
        assertRefused("UTF-8");
    }

    @Test
    void a_file_that_was_cut_is_refused() throws Exception {
        try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() - 1);
            assertRefused("whole page");
            cut.setLength(cut.length() + 1 - 4096 * 3);
        }
        assertRefused("");
    }

    @Test
    void damaged_pages_are_refused() throws Exception {
        long pages = Files.size(file) / 4096;
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int page = 1; page < Math.min(pages, 40); page++) {
            byte[] damaged = whole.clone();
            java.util.Arrays.fill(damaged, page * 4096, page * 4096 + 64, (byte) 0xa5);
            Files.write(file, damaged);
            try {
                adopt();
            } catch (CallerException e) {
                assertEquals(ErrorCode.DATABASE_INVALID, e.code());
                refused++;
            }
        }
        // Pages of blobs have no form that they could miss.
        assertTrue(refused > 10, refused + " of " + pages);
    }

    @Test
    void a_schema_that_no_guest_could_make_is_refused() throws Exception {
        for (String sql :
                List.of(
                        "CREATE VIEW v2 AS SELECT load_extension('x')",
                        "CREATE TABLE t2 (a DEFAULT (readfile('/etc/passwd')))",
                        "CREATE TABLE t2 (a, b AS (sqlite_version()))",
                        "CREATE TABLE t2 (a CHECK (zeroblob(a) <> fts3_tokenizer('x')))",
                        "CREATE INDEX i2 ON t (sqlite_version())",
                        "CREATE VIEW v2 AS SELECT * FROM _lap_kv",
                        "CREATE VIEW v2 AS SELECT * FROM pragma_database_list",
                        "CREATE VIRTUAL TABLE d USING dbstat",
                        "CREATE VIRTUAL TABLE d USING fts4(a)",
                        "CREATE TRIGGER t2 AFTER INSERT ON t BEGIN DELETE FROM _lap_kv; END",
                        "CREATE TRIGGER t2 AFTER INSERT ON _lap_kv BEGIN SELECT 1; END",
                        "CREATE INDEX i2 ON _lap_kv (value)",
                        "CREATE TABLE _LAP_own (a)")) {
            byte[] good = Files.readAllBytes(file);
            try {
                change("PRAGMA writable_schema = ON; " + sql);
            } catch (SQLException e) {
                change(
                        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('"
                                + kind(sql)
                                + "', '"
                                + name(sql)
                                + "', '"
                                + (sql.contains("INDEX i2") ? "t" : name(sql))
                                + "', 0, '"
                                + sql.replace("'", "''")
                                + "')");
            }
            assertRefused("");
            Files.write(file, good);
        }
    }

    private static String kind(String sql) {
        String word = sql.split(" ", -1)[1];
        return word.equals("VIRTUAL") ? "table" : word.toLowerCase(java.util.Locale.ROOT);
    }

    private static String name(String sql) {
        return sql.split(" ", -1)[sql.startsWith("CREATE VIRTUAL") ? 3 : 2];
    }

    @Test
    void tables_of_the_hosts_that_are_not_as_it_makes_them_are_refused() throws Exception {
        for (String sql :
                List.of(
                        "DROP TABLE _lap_alarm",
                        "ALTER TABLE _lap_meta ADD COLUMN more TEXT",
                        "CREATE TABLE _lap_more (a)",
                        "DROP INDEX _lap_kv_key",
                        "PRAGMA user_version = 1",
                        "PRAGMA user_version = 6",
                        "PRAGMA user_version = 0",
                        "INSERT INTO _lap_meta VALUES ('schema:tree', 99)",
                        "INSERT INTO _lap_kv (id, key, value)"
                                + " VALUES (9223372036854775807, x'07', x'')",
                        "INSERT INTO _lap_kv (key, value) VALUES (zeroblob(2049), x'')",
                        "INSERT INTO _lap_kv (key, value) VALUES (x'08', zeroblob(2097153))",
                        "INSERT INTO _lap_alarm VALUES (1, -5, 5, 0, 1)",
                        "INSERT INTO _lap_alarm VALUES (1, 5, 4, 0, 1)",
                        "INSERT INTO _lap_alarm VALUES (1, 5, 5, 7, 1)",
                        "INSERT INTO _lap_alarm VALUES (1, 5, 5, 0, -1)",
                        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage ="
                                + " (SELECT rootpage FROM sqlite_schema WHERE name = 't')"
                                + " WHERE name = '_lap_meta'",
                        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage ="
                                + " (SELECT rootpage FROM sqlite_schema WHERE name = '_lap_kv')"
                                + " WHERE name = 't'")) {
            byte[] good = Files.readAllBytes(file);
            change(sql);
            assertRefused("");
            Files.write(file, good);
        }
        adopt();
    }

    @Test
    void keys_that_their_index_does_not_have_are_refused() throws Exception {
        change(
                "PRAGMA writable_schema = ON;"
                        + " UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX _lap_kv_key ON"
                        + " _lap_kv (key) WHERE key IS NULL' WHERE name = '_lap_kv_key'");
        change("INSERT INTO _lap_kv (key, value) VALUES (x'09', x'')");
        change(
                "PRAGMA writable_schema = ON;"
                        + " UPDATE sqlite_schema SET sql = 'CREATE UNIQUE INDEX _lap_kv_key ON"
                        + " _lap_kv (key)' WHERE name = '_lap_kv_key'");
        assertRefused("damaged");
    }

    private void adopt() {
        FacetFiles.adopt(file, DatabaseLimits.DEFAULT);
    }

    private void assertRefused(String why) {
        var refused = assertThrows(CallerException.class, this::adopt);
        assertEquals(ErrorCode.DATABASE_INVALID, refused.code(), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }

    private void change(String sql) throws SQLException, IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String one : sql.startsWith("CREATE TRIGGER") ? List.of(sql) : parts(sql)) {
                statement.execute(one);
            }
        }
    }

    private static List<String> parts(String sql) {
        int trigger = sql.indexOf("CREATE TRIGGER");
        if (trigger < 0) {
            return List.of(sql.split("; "));
        }
        return List.of(sql.substring(0, trigger), sql.substring(trigger));
    }
}
