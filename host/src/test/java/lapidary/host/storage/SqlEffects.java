package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/**
 * A facet's database with a secret in it, in a folder with other files, and what of all that no
 * statement of a guest's may ever change or show.
 */
final class SqlEffects implements AutoCloseable {
    private static final String SECRET = "canary-31415926";
    private static final String SECRET_HEX =
            HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));

    private static final List<String> SCHEMA =
            List.of(
                    "CREATE TABLE t (a, b)",
                    "CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, b UNIQUE, g AS (a || b))",
                    "CREATE INDEX u_a ON u (a)",
                    "CREATE INDEX u_e ON u (lower(a)) WHERE b IS NOT NULL",
                    "CREATE TABLE p (id INTEGER PRIMARY KEY, n)",
                    "CREATE TABLE c (id INTEGER PRIMARY KEY, n REFERENCES p (id) ON DELETE CASCADE)",
                    "CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT, a DEFAULT CURRENT_TIMESTAMP)",
                    "CREATE VIRTUAL TABLE f USING fts5(a)",
                    "CREATE VIRTUAL TABLE fx USING fts5(a, b, content='t')",
                    "CREATE VIRTUAL TABLE vocab USING fts5vocab(f, row)",
                    "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1, +a)",
                    "CREATE VIEW v AS SELECT a, b FROM t JOIN p",
                    "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO f VALUES (new.a); END",
                    "CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO u (a) VALUES (new.a); END",
                    "INSERT INTO t VALUES (1, 'x'), ('y', 2)",
                    "INSERT INTO u (a, b) VALUES ('x', 1), ('y', 2)",
                    "INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (1, 1)",
                    "INSERT INTO seq (a) VALUES (1)",
                    "INSERT INTO r VALUES (1, 0, 1, 'x')",
                    "CREATE TABLE n1 (a, b, id)",
                    "CREATE TABLE n2 (a UNIQUE, b, id INTEGER PRIMARY KEY, n)",
                    "CREATE TABLE n3 (id PRIMARY KEY, a, b) WITHOUT ROWID",
                    "CREATE VIEW n4 AS SELECT a, b, id FROM n1",
                    "INSERT INTO n1 VALUES (1, 'x', 1); INSERT INTO n2 VALUES (1, 'x', 1, 2)",
                    "ANALYZE");

    /** All that can be asked for, but for what a guest's own data change. */
    private static final List<String> PRAGMAS =
            List.of(
                    "application_id",
                    "auto_vacuum",
                    "automatic_index",
                    "busy_timeout",
                    "cache_size",
                    "cache_spill",
                    "cell_size_check",
                    "checkpoint_fullfsync",
                    "count_changes",
                    "defer_foreign_keys",
                    "encoding",
                    "foreign_keys",
                    "full_column_names",
                    "fullfsync",
                    "hard_heap_limit",
                    "ignore_check_constraints",
                    "journal_mode",
                    "journal_size_limit",
                    "legacy_alter_table",
                    "locking_mode",
                    "max_page_count",
                    "mmap_size",
                    "page_size",
                    "query_only",
                    "read_uncommitted",
                    "recursive_triggers",
                    "reverse_unordered_selects",
                    "secure_delete",
                    "short_column_names",
                    "soft_heap_limit",
                    "synchronous",
                    "temp_store",
                    "temp_store_directory",
                    "threads",
                    "trusted_schema",
                    "user_version",
                    "wal_autocheckpoint",
                    "writable_schema",
                    "analysis_limit",
                    "empty_result_callbacks");

    /** Those that a guest may change for an event. */
    private static final Set<String> SETTINGS =
            Set.of(
                    "defer_foreign_keys",
                    "ignore_check_constraints",
                    "legacy_alter_table",
                    "recursive_triggers",
                    "reverse_unordered_selects");

    private static final String HIDDEN =
            """
            SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema
             WHERE lower(substr(name, 1, 5)) = '_lap_' OR lower(substr(tbl_name, 1, 5)) = '_lap_'
             UNION ALL SELECT type, name, tbl_name, 0, sql FROM temp.sqlite_schema ORDER BY name
            """;

    final TestFacet facet;
    private final Path folder;
    private final SQLiteConnection connection;
    private final TreeMap<String, PreparedSql> pragmas = new TreeMap<>();
    private final List<PreparedSql> questions = new ArrayList<>();
    private final String before;
    private final String within;
    private final String deep;
    private final String files;

    SqlEffects(Path folder) throws Exception {
        this.folder = folder;
        Files.createDirectory(folder.resolve("tmp"));
        TempFolder.use(folder.resolve("tmp"));
        Files.writeString(folder.resolve("other.txt"), "another's");
        try (var other = new TestFacet(folder.resolve("other.db"))) {
            other.event("CREATE TABLE t (a)");
        }
        facet = new TestFacet(folder.resolve("1.db"), new DatabaseLimits(4 << 20));
        facet.begin();
        SCHEMA.forEach(sql -> facet.rows(sql));
        facet.database
                .kv()
                .put(
                        SECRET.getBytes(StandardCharsets.UTF_8),
                        SECRET.getBytes(StandardCharsets.UTF_8));
        facet.commit();
        facet.database.hostTransaction(
                host -> host.execute("INSERT INTO _lap_meta VALUES (?1, ?1)", SECRET));
        connection = connection(facet.database);
        for (String name : PRAGMAS) {
            pragmas.put(name, new PreparedSql(connection, "PRAGMA " + name));
        }
        for (String sql :
                List.of(
                        HIDDEN,
                        "SELECT hex(key), hex(value) FROM _lap_kv",
                        "SELECT name, value FROM _lap_meta WHERE value = '" + SECRET + "'",
                        "SELECT count(*) FROM _lap_alarm",
                        "PRAGMA database_list")) {
            questions.add(new PreparedSql(connection, sql));
        }
        before = state(false);
        within = state(true);
        deep = functions();
        files = files();
    }

    private static SQLiteConnection connection(FacetDatabase database) throws Exception {
        var field = FacetDatabase.class.getDeclaredField("connection");
        field.setAccessible(true);
        return (SQLiteConnection) field.get(database);
    }

    /** What the guest was given has nothing of the secret. */
    void checkText(String text) {
        assertFalse(text.contains(SECRET) || text.contains(SECRET_HEX), () -> "a secret: " + text);
        assertFalse(text.contains("31415926"), () -> "a part of a secret: " + text);
    }

    /** In the middle of an event: settings may be others. */
    void checkWithin() {
        assertEquals(within, state(true));
    }

    /** After an event all is as it was. */
    void check() {
        assertEquals(before, state(false));
        try (var begin = new PreparedSql(connection, "BEGIN")) {
            begin.run();
        }
        try (var rollback = new PreparedSql(connection, "ROLLBACK")) {
            rollback.run();
        }
    }

    private String state(boolean inEvent) {
        var text = new StringBuilder();
        pragmas.forEach((name, pragma) -> {
            if (!inEvent || !SETTINGS.contains(name)) {
                text.append(name).append('=').append(rows(pragma)).append('\n');
            }
        });
        questions.forEach(question -> text.append(rows(question)).append('\n'));
        try {
            for (int limit = 0; limit < 15; limit++) {
                text.append(connection.getDatabase().limit(limit, -1)).append(' ');
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static List<List<String>> rows(PreparedSql statement) {
        List<List<String>> rows = new ArrayList<>();
        try {
            boolean row = statement.start();
            while (row) {
                List<String> values = new ArrayList<>();
                for (int i = 0; i < statement.columnNames().size(); i++) {
                    values.add(statement.text(i));
                }
                rows.add(values);
                row = statement.step();
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        } finally {
            statement.reset();
        }
    }

    /** The files of the folder are the same, and the others' bytes too. */
    void checkFiles() throws Exception {
        assertEquals(files, files());
    }

    private String files() throws Exception {
        var found = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                String name = folder.relativize(file).toString();
                boolean own = name.startsWith("1.db");
                boolean bytes = Files.isRegularFile(file) && !own;
                found.put(
                        name,
                        bytes
                                ? HexFormat.of().formatHex(Files.readAllBytes(file)).hashCode() + ""
                                : "");
            }
        }
        Set<String> here = new HashSet<>();
        try (Stream<Path> all = Files.list(Path.of("."))) {
            all.map(Path::toString).filter(name -> !name.contains("target")).forEach(here::add);
        }
        return found + " " + here.stream().sorted().toList();
    }

    /** The functions, modules and collations are the same, and the database is whole. */
    void checkDeeply() {
        assertEquals(deep, functions());
        for (String table : List.of("_lap_kv", "_lap_meta", "_lap_alarm")) {
            try (var check = new PreparedSql(connection, "PRAGMA quick_check(" + table + ")")) {
                assertEquals(List.of(List.of("ok")), rows(check));
            }
        }
        try (var check = new PreparedSql(connection, "PRAGMA quick_check")) {
            assertEquals(List.of(List.of("ok")), rows(check));
        } catch (SqliteFailure failed) {
            // A CHECK of the guest's own that SQLite takes but cannot compile: CHECK ((a, 1)).
            assertEquals(SQLiteErrorCode.SQLITE_ERROR, failed.primary());
        }
        try (var schema = new PreparedSql(connection, "SELECT * FROM sqlite_schema")) {
            assertTrue(rows(schema).size() > 2);
        }
    }

    private String functions() {
        var text = new StringBuilder();
        for (String list : List.of("function_list", "module_list", "collation_list")) {
            try (var pragma = new PreparedSql(connection, "PRAGMA " + list)) {
                text.append(
                        rows(pragma).stream()
                                .map(Object::toString)
                                .filter(row ->
                                        !row.matches("(?i)\\[(pragma_|jsonb?_(each|tree)).*"))
                                .sorted()
                                .toList());
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        pragmas.values().forEach(PreparedSql::close);
        questions.forEach(PreparedSql::close);
        facet.close();
    }
}
