package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an older version made. */
final class HiddenTablesTest {
    private static final List<String> FIRST =
            List.of(
                    "PRAGMA page_size = 4096",
                    "PRAGMA journal_mode = WAL",
                    "CREATE TABLE _lap_kv (key BLOB PRIMARY KEY, value BLOB NOT NULL)"
                            + " STRICT, WITHOUT ROWID",
                    "CREATE TABLE _lap_alarm (id INTEGER PRIMARY KEY CHECK (id = 1),"
                            + " at_millis INTEGER NOT NULL,"
                            + " retry_count INTEGER NOT NULL DEFAULT 0) STRICT",
                    "CREATE TABLE _lap_meta (name TEXT PRIMARY KEY, value ANY)"
                            + " STRICT, WITHOUT ROWID",
                    "INSERT INTO _lap_kv VALUES (x'62', x'02'), (x'61', x'01'),"
                            + " (zeroblob(2048), zeroblob(2097152))",
                    "CREATE TABLE t (a)",
                    "INSERT INTO t VALUES (7)",
                    "CREATE VIEW broken AS SELECT * FROM nowhere",
                    "PRAGMA user_version = 1");

    @TempDir Path directory;

    @Test
    void keys_of_version_1_are_moved_with_all_else_left_as_it_was() throws SQLException {
        Path file = directory.resolve("1.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String sql : FIRST) {
                statement.execute(sql);
            }
        }
        for (int opening = 0; opening < 2; opening++) {
            try (var facet = new TestFacet(file).begin()) {
                KvTable kv = facet.database.kv();
                assertArrayEquals(new byte[] {1}, kv.get(new byte[] {'a'}).orElseThrow());
                assertEquals(2 << 20, kv.get(new byte[2048]).orElseThrow().length);
                byte[] none = {};
                try (SqlCursor cursor = kv.list(none, new byte[] {1}, none, 0, true)) {
                    assertEquals(
                            List.of(List.of("x'62'", "x'02'"), List.of("x'61'", "x'01'")),
                            TestFacet.rows(cursor));
                }
                assertEquals(7L, facet.value("SELECT a FROM t"));
                facet.rollback();
            }
        }
    }

    @Test
    void keys_and_values_leave_the_last_rowid_of_the_guest_alone() {
        try (var facet = new TestFacet(directory.resolve("1.db"))) {
            facet.event("CREATE TABLE t (a)");
            for (int event = 0; event < 2; event++) {
                facet.begin();
                facet.database.kv().put(new byte[] {1}, new byte[] {1});
                assertEquals(0L, facet.value("SELECT last_insert_rowid()"));
                facet.rows("INSERT INTO t (rowid, a) VALUES (?, 1)", 40 + event);
                facet.database.kv().put(new byte[] {2}, new byte[] {1});
                facet.database.kv().put(new byte[] {3}, new byte[] {1});
                facet.rows("INSERT INTO t SELECT 1 WHERE false");
                assertEquals(40L + event, facet.value("SELECT last_insert_rowid()"));
                facet.commit();
            }
        }
    }
}
