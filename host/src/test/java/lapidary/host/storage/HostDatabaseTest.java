package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lapidary.abi.ResultCode;
import lapidary.host.error.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's own files and tables. */
final class HostDatabaseTest {
    private static final SchemaScripts FIRST = scripts("V001__shelf.sql");
    private static final SchemaScripts BOTH = scripts("V001__shelf.sql", "V002__shelf_size.sql");

    private static final String INSERT = "INSERT INTO shelf (name) VALUES (?1)";
    private static final String NAMES = "SELECT name FROM shelf ORDER BY name";

    @TempDir Path directory;

    private static SchemaScripts scripts(String... names) {
        return SchemaScripts.beside(HostDatabaseTest.class, names);
    }

    private HostDatabase open(SchemaScripts scripts) {
        return HostDatabase.open(directory.resolve("host.db"), scripts);
    }

    @Test
    void rows_come_back_typed_and_survive_a_reopening() {
        try (var database = open(FIRST)) {
            assertEquals(1, database.execute(INSERT, "a"));
        }
        try (var database = open(FIRST)) {
            assertEquals(List.of("a"), database.query(NAMES, row -> row.text(0)));
            assertEquals(
                    Optional.of(1L),
                    database.queryFirst(
                            "SELECT id FROM shelf WHERE name = ?1", row -> row.integer(0), "a"));
            assertEquals(
                    Optional.empty(),
                    database.queryFirst(
                            "SELECT id FROM shelf WHERE name = ?1", row -> row.integer(0), "b"));
        }
    }

    @Test
    void an_older_file_is_brought_up_with_its_rows() {
        try (var database = open(FIRST)) {
            database.execute(INSERT, "a");
        }
        try (var database = open(BOTH)) {
            assertEquals(
                    List.of(3L), database.query("SELECT size FROM shelf", row -> row.integer(0)));
        }
    }

    @Test
    void a_newer_file_is_refused_with_a_clear_text() {
        open(BOTH).close();
        var failure = assertThrows(FailureException.class, () -> open(FIRST));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("version 2, made by a newer"),
                failure.getMessage());
        open(BOTH).close();
    }

    @Test
    void a_script_that_fails_changes_nothing() {
        var broken = scripts("V001__shelf.sql", "V002__broken.sql");
        open(FIRST).close();
        assertThrows(FailureException.class, () -> open(broken));
        try (var database = open(BOTH)) {
            assertEquals(
                    List.of(),
                    database.query(
                            "SELECT name FROM sqlite_schema WHERE name = 'half'",
                            row -> row.text(0)));
        }
    }

    @Test
    void scripts_are_numbered_from_one_without_a_gap() {
        assertThrows(IllegalArgumentException.class, () -> scripts("V002__shelf_size.sql"));
        assertThrows(IllegalArgumentException.class, () -> scripts("V001__nothing.sql"));
        assertThrows(IllegalArgumentException.class, () -> scripts("shelf.sql"));
    }

    @Test
    void a_transaction_is_kept_whole_or_undone_whole() {
        try (var database = open(FIRST)) {
            database.transaction(sql -> sql.execute(INSERT, "a"));
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            database.transaction(sql -> {
                                sql.execute(INSERT, "b");
                                throw new IllegalStateException("halfway");
                            }));
            assertThrows(
                    FailureException.class,
                    () ->
                            database.transaction(
                                    sql -> sql.execute(INSERT, "c") + sql.execute(INSERT, "a")));
            assertEquals(List.of("a"), database.query(NAMES, row -> row.text(0)));
        }
    }

    @Test
    void a_mapper_may_ask_the_same_question_again() {
        try (var database = open(FIRST)) {
            database.execute(INSERT, "a");
            database.execute(INSERT, "b");
            List<List<String>> all =
                    database.query(NAMES, _ -> database.query(NAMES, row -> row.text(0)));
            assertEquals(List.of(List.of("a", "b"), List.of("a", "b")), all);
        }
    }

    @Test
    void a_facets_host_tables_are_hidden_and_go_with_its_events() {
        var tree = scripts("V001__shelf.sql");
        try (var facet = new TestFacet(directory.resolve("0.db"))) {
            FacetDatabase database = facet.database;
            database.hostTransaction(
                    sql -> sql.execute("CREATE TABLE _lap_tree (id INTEGER PRIMARY KEY) STRICT"));
            assertEquals(1, database.committed());
            database.bringUp("tree", tree);
            database.bringUp("tree", tree);
            facet.begin();
            String insert = "INSERT INTO _lap_tree (id) VALUES (?1)";
            Long inserted = database.hostTransaction(sql -> sql.execute(insert, 1L));
            assertEquals(1L, inserted);
            assertEquals(0L, facet.value("SELECT total_changes()"));
            facet.rollback();
            String count = "SELECT count(*) FROM _lap_tree";
            assertEquals(List.of(0L), database.host().query(count, row -> row.integer(0)));
            facet.begin();
            Refusals.assertRefused(ResultCode.DENIED, () -> facet.rows("SELECT id FROM _lap_tree"));
            facet.rollback();
            assertThrows(IllegalStateException.class, () -> database.host().execute(insert, 1L));
        }
    }
}
