package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lapidary.host.facet.SleepyFacets;
import lapidary.host.storage.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An object that has gone to sleep leaves the heap, and its next event reads no tree. */
class SleepingTreesIT {
    @TempDir Path dataDir;

    @Test
    void an_object_with_one_facet_wakes_without_its_tree_being_read() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            sql(test, "a", "CREATE TABLE t (v); INSERT INTO t VALUES ('kept')");
            letGo(test, "a");
            try (var steps = Steps.counted()) {
                assertEquals("kept", sql(test, "a", "SELECT v FROM t"));
                assertFalse(opensTree(steps), () -> steps.made().toString());
            }
        }
    }

    @Test
    void what_was_known_of_an_object_goes_when_it_is_deleted() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            sql(test, "a", "CREATE TABLE t (v); INSERT INTO t VALUES ('old')");
            letGo(test, "a");
            sql(test, "a", "SELECT 1");
            test.objects.delete("test", "o");
            sql(test, "b", "CREATE TABLE t (v); INSERT INTO t VALUES ('new')");
            letGo(test, "b");
            assertEquals("new", sql(test, "b", "SELECT v FROM t"));
            assertEquals(
                    List.of("b"),
                    test.objects.find("test", "o").facets().stream()
                            .map(ObjectView.FacetView::name)
                            .toList());
        }
    }

    @Test
    void numbers_that_were_given_stay_given() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            sql(test, "a", "CREATE TABLE t (v); INSERT INTO t VALUES ('a')");
            sql(test, "b", "CREATE TABLE t (v); INSERT INTO t VALUES ('b')");
            test.objects.deleteFacet("test", "o", "b");
            letGo(test, "a");
            sql(test, "c", "CREATE TABLE t (v); INSERT INTO t VALUES ('c')");
            assertTrue(Files.exists(file(test, "3.db")));
            assertFalse(Files.exists(file(test, "2.db")));
        }
    }

    private static boolean opensTree(Steps steps) {
        return steps.made().stream().anyMatch(step -> step.endsWith("/0.db"));
    }

    /** As when these facets, all that are awake, had no event for ten seconds. */
    private static void letGo(TestObjects test, String... facets) throws Exception {
        for (String facet : facets) {
            test.fetch("o", facet, "burn/1", "");
        }
        var awake = test.objects.withInstance().toList();
        assertEquals(facets.length, awake.size());
        awake.forEach(SleepyFacets::hibernate);
        test.objects.sweep();
        assertEquals(0, test.objects.liveObjects());
    }

    private static Path file(TestObjects test, String name) throws IOException {
        try (var files = Files.walk(test.dataDir.resolve("objects"))) {
            var folder = files.filter(file -> file.endsWith("0.db")).findFirst().orElseThrow();
            return folder.resolveSibling(name);
        }
    }

    private static String sql(TestObjects test, String facet, String text) throws Exception {
        var rows = test.objects.sql("test", "o", facet, text, List.of()).rows();
        return rows.isEmpty() ? "" : String.valueOf(rows.getFirst().getFirst());
    }
}
