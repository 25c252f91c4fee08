package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import lapidary.host.error.FailureException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events, commits and files. */
final class FacetDatabaseTest {
    @TempDir Path directory;
    private Path file;
    private TestFacet facet;

    @BeforeEach
    void open() {
        file = directory.resolve("1.db");
        facet = new TestFacet(file);
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void what_an_event_committed_is_there_in_the_next() {
        facet.event("CREATE TABLE t (a)");
        facet.event("INSERT INTO t VALUES (?)", 7);
        assertEquals(List.of(List.of(7L)), facet.event("SELECT a FROM t"));
    }

    @Test
    void what_exists_already_may_be_created_if_it_does_not_exist() {
        for (int i = 0; i < 2; i++) {
            facet.event("CREATE TABLE IF NOT EXISTS seen (a)");
            facet.event("CREATE INDEX IF NOT EXISTS by_a ON seen (a)");
            facet.event("CREATE VIEW IF NOT EXISTS all_seen AS SELECT * FROM seen");
        }
        assertEquals(0L, facet.begin().value("SELECT count(*) FROM all_seen"));
        facet.rollback();
    }

    @Test
    void what_an_event_did_not_commit_is_gone() {
        facet.event("CREATE TABLE t (a)");
        facet.begin().rows("INSERT INTO t VALUES (1)");
        facet.rollback();
        assertEquals(List.of(List.of(0L)), facet.event("SELECT count(*) FROM t"));
    }

    @Test
    void an_event_that_only_read_says_so_and_depends_on_the_last_commit() {
        facet.event("CREATE TABLE t (a)");
        facet.begin().rows("SELECT * FROM t");
        Commit commit = facet.commit();
        assertFalse(commit.wrote());
        assertEquals(1, commit.sequence());
    }

    @Test
    void one_sync_makes_every_commit_before_it_durable() {
        facet.event("CREATE TABLE t (a)");
        facet.event("INSERT INTO t VALUES (1)");
        assertEquals(0, facet.database.gate().durable());
        facet.database.awaitDurable(1);
        assertEquals(2, facet.database.gate().durable());
    }

    @Test
    void a_closed_file_is_whole_and_has_no_log() {
        facet.event("CREATE TABLE t (a)");
        facet.close();
        assertFalse(Files.exists(WalSync.walOf(file)));
        assertTrue(Files.exists(file));
        facet = new TestFacet(file);
        assertEquals(List.of(), facet.event("SELECT * FROM t"));
    }

    @Test
    void commits_that_were_synced_are_there_when_the_files_are_copied_from_under_it()
            throws Exception {
        facet.event("CREATE TABLE t (a)");
        facet.begin().rows("INSERT INTO t VALUES (1), (2)");
        facet.database.awaitDurable(facet.commit().sequence());
        Path copy = directory.resolve("copy.db");
        Process copying =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "cp \"$0\" \"$1\" && cp \"$0-wal\" \"$1-wal\"",
                                file.toString(),
                                copy.toString())
                        .inheritIO()
                        .start();
        assertEquals(0, copying.waitFor());
        try (var reopened = new TestFacet(copy)) {
            assertEquals(List.of(List.of(2L)), reopened.event("SELECT count(*) FROM t"));
        }
    }

    @Test
    void a_copy_has_what_was_committed_and_lives_apart() {
        facet.event("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        Path copy = directory.resolve("2.db");
        facet.database.copyTo(copy);
        facet.event("INSERT INTO t VALUES (2)");
        try (var other = new TestFacet(copy)) {
            assertEquals(List.of(List.of(1L)), other.event("SELECT count(*) FROM t"));
            other.event("DELETE FROM t");
        }
        assertEquals(List.of(List.of(2L)), facet.event("SELECT count(*) FROM t"));
    }

    @Test
    void delete_all_takes_everything_with_the_commit_and_leaves_the_facet_usable() {
        facet.event(
                """
                CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT);
                CREATE TABLE child (p REFERENCES parent (id));
                CREATE VIEW v AS SELECT * FROM child;
                CREATE TRIGGER tr AFTER INSERT ON child BEGIN SELECT 1; END;
                CREATE VIRTUAL TABLE f USING fts5(a);
                INSERT INTO parent VALUES (7);
                INSERT INTO child VALUES (7);
                INSERT INTO f VALUES ('x');
                ANALYZE
                """);
        long empty = 4 * 4096;
        facet.begin();
        facet.database.kv().put(new byte[] {1}, new byte[] {1});
        facet.database.deleteAllAtCommit();
        assertEquals(1, facet.rows("SELECT * FROM child").size());
        facet.rollback();
        assertEquals(1, facet.event("SELECT * FROM child").size());
        facet.begin().database.deleteAllAtCommit();
        facet.commit();
        facet.begin();
        assertEquals(
                List.of(),
                facet.rows(
                        """
                        SELECT name FROM sqlite_schema
                         WHERE name NOT LIKE '_lap_%' AND name NOT LIKE 'sqlite%'
                        """));
        assertTrue(facet.database.databaseSize() <= empty + 6 * 4096);
        assertTrue(facet.database.kv().get(new byte[] {1}).isEmpty());
        facet.rows("CREATE TABLE child (a)");
        facet.commit();
    }

    @Test
    void a_file_from_elsewhere_gets_the_hidden_tables() throws Exception {
        Path other = directory.resolve("other.db");
        try (var stranger = java.sql.DriverManager.getConnection("jdbc:sqlite:" + other);
                var statement = stranger.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = FULL");
            statement.execute("CREATE TABLE t (a)");
            statement.execute("INSERT INTO t VALUES (1)");
        }
        try (var opened = new TestFacet(other)) {
            assertEquals(List.of(List.of(1L)), opened.event("SELECT a FROM t"));
            opened.begin().database.kv().put(new byte[] {1}, new byte[] {2});
            opened.rows("DROP TABLE t");
            Refusals.assertRefused(
                    lapidary.abi.ResultCode.DENIED, () -> opened.rows("SELECT * FROM _lap_kv"));
            opened.commit();
        }
    }

    @Test
    void a_file_that_is_not_in_utf8_or_is_newer_is_refused() throws Exception {
        Path wide = directory.resolve("wide.db");
        try (var stranger = java.sql.DriverManager.getConnection("jdbc:sqlite:" + wide);
                var statement = stranger.createStatement()) {
            statement.execute("PRAGMA encoding = 'UTF-16le'");
            statement.execute("CREATE TABLE t (a)");
        }
        assertThrows(FailureException.class, () -> new TestFacet(wide));
        facet.close();
        try (var stranger = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = stranger.createStatement()) {
            statement.execute("PRAGMA user_version = 6");
        }
        var failure = assertThrows(FailureException.class, () -> new TestFacet(file));
        assertTrue(String.valueOf(failure.getMessage()).contains("newer"), failure.getMessage());
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws Exception {
        Path text = directory.resolve("text.db");
        Files.writeString(text, "this is not a database, but it is long enough".repeat(30));
        assertThrows(FailureException.class, () -> new TestFacet(text));
    }

    @Test
    void the_log_is_shortened_when_it_is_long_and_nothing_is_lost() {
        facet.event("CREATE TABLE t (a)");
        for (int i = 0; i < 12; i++) {
            facet.event("INSERT INTO t VALUES (zeroblob(400000))");
        }
        assertTrue(facet.database.checkpointIfDue());
        assertFalse(facet.database.checkpointIfDue());
        assertEquals(List.of(List.of(12L)), facet.event("SELECT count(*) FROM t"));
    }

    @Test
    void a_log_that_was_closed_too_early_says_so_from_then_on() throws Exception {
        facet.event("CREATE TABLE t (a)");
        Path other = directory.resolve("sync.db");
        Files.createFile(WalSync.walOf(other));
        var sync = LocalCommitter.ofThisProcess().open(other);
        long sequence = sync.commit();
        sync.close();
        assertThrows(FailureException.class, () -> sync.awaitDurable(sequence));
        assertThrows(FailureException.class, () -> sync.awaitDurable(sequence));
        assertEquals(0, sync.durable());
    }

    @Test
    void many_threads_may_wait_for_one_sync() throws Exception {
        facet.event("CREATE TABLE t (a)");
        long sequence = facet.database.committed();
        try (var waiting = Executors.newFixedThreadPool(8)) {
            var all =
                    waiting.invokeAll(
                            Collections.nCopies(
                                    32,
                                    () -> {
                                        facet.database.awaitDurable(sequence);
                                        return facet.database.gate().durable();
                                    }));
            for (var one : all) {
                assertEquals(sequence, one.get());
            }
        }
    }
}
