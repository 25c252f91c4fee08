package lapidary.host.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}
