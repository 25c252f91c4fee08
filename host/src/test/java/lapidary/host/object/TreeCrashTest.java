package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.storage.Steps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process ends before each step of each change of an object, in turn: afterwards the object is
 * as it was before the change, or as it is after it, and no file is there that nobody owns.
 */
class TreeCrashTest {
    private static final String OBJECT = "o";
    private static final String GONE = "gone";

    /** As each test finds it. */
    private static final State TWO = State.of("a", "changed", "b", "B");

    /** As {@link #growTree} leaves it. */
    private static final State TREE = TWO.with("a/x", "X", "a/x/y", "Y", "b/old", "O");

    private static final State STOPPED = TREE.with("a/x", "X stopped", "a/x/y", "Y stopped");

    @TempDir Path folder;
    private Path before;
    private Path database;
    private int images;

    /** What is done to an object. */
    private interface Change {
        void to(TestObjects test) throws Exception;
    }

    /** What facets have, by their name. */
    private record State(Map<String, String> facets) {
        static State of(String... namesAndData) {
            return new State(Map.of()).with(namesAndData);
        }

        /** The same, but for these. */
        State with(String... namesAndData) {
            var changed = new TreeMap<>(facets);
            for (int i = 0; i < namesAndData.length; i += 2) {
                changed.put(namesAndData[i], namesAndData[i + 1]);
            }
            return new State(changed);
        }
    }

    @BeforeEach
    void makeObject() throws Exception {
        before = Files.createDirectory(folder.resolve("before"));
        database = folder.resolve("given.db");
        try (var test = new TestObjects(before)) {
            write(test, "a", "A");
            write(test, "b", "B");
            try (var staged = test.objects.stage()) {
                test.objects.copyDatabase("test", OBJECT, "a", staged);
                Files.copy(staged.path(), database);
            }
            sql(test, "a", "UPDATE t SET v = 'changed'");
        }
    }

    @Test
    void a_first_start_is_there_whole_or_not_at_all() throws Exception {
        check(
                test -> test.objects.setFacet("test", OBJECT, "new", TestObjects.HOSTILE),
                TWO,
                TWO.with("new", ""));
    }

    @Test
    void a_first_event_makes_a_database_or_none() throws Exception {
        check(test -> write(test, "c", "C"), TWO, TWO.with("c", ""), TWO.with("c", "C"));
    }

    @Test
    void what_a_first_upload_leaves_halfway_becomes_nobodys_data() throws Exception {
        before = Files.createDirectory(folder.resolve("empty"));
        new TestObjects(before).close();
        int swept = 0;
        for (int step = 0; step < steps(this::upload).size(); step++) {
            try (var test = new TestObjects(crash(this::upload, step))) {
                assertEquals("", data(test, "c"), "before step " + step);
                swept += (int) test.objects.orphansRemoved();
            }
        }
        assertTrue(swept > 0);
    }

    @Test
    void a_facet_is_deleted_whole_or_not_at_all() throws Exception {
        check(test -> test.objects.deleteFacet("test", OBJECT, "a"), TWO, State.of("b", "B"));
    }

    @Test
    void a_facet_is_cloned_over_another_or_not() throws Exception {
        int swept =
                check(
                        test -> test.objects.cloneFacet("test", OBJECT, "a", "b"),
                        TWO,
                        TWO.with("b", "changed"));
        assertTrue(swept > 0);
    }

    @Test
    void a_facet_that_runs_is_cloned_to_a_new_one_or_not() throws Exception {
        check(
                test -> {
                    sql(test, "a", "UPDATE t SET v = 'running'");
                    test.objects.cloneFacet("test", OBJECT, "a", "c");
                },
                TWO,
                TWO.with("a", "running"),
                TWO.with("a", "running", "c", "running"));
    }

    @Test
    void what_is_cloned_from_nothing_is_emptied_or_not() throws Exception {
        check(
                test -> test.objects.cloneFacet("test", OBJECT, "nothing", "b"),
                TWO,
                TWO.with("b", ""));
    }

    @Test
    void a_database_is_replaced_whole_or_not_at_all() throws Exception {
        int swept =
                check(
                        test -> {
                            sql(test, "b", "UPDATE t SET v = 'b'");
                            upload(test);
                        },
                        TWO,
                        TWO.with("b", "b"),
                        TWO.with("b", "A"));
        assertTrue(swept > 0);
    }

    @Test
    void a_facet_below_another_is_started_or_not() throws Exception {
        check(
                test -> test.objects.setFacet("test", OBJECT, "a/x", TestObjects.HOSTILE),
                TWO,
                TWO.with("a/x", ""));
    }

    @Test
    void a_subtree_is_aborted_whole_or_not_at_all() throws Exception {
        growTree();
        check(
                test -> {
                    test.objects.abortFacet("test", OBJECT, "a", "enough");
                    write(test, "c", "C"); // some steps after it
                },
                TREE,
                STOPPED,
                STOPPED.with("c", ""),
                STOPPED.with("c", "C"));
    }

    @Test
    void a_subtree_is_deleted_whole_or_not_at_all() throws Exception {
        growTree();
        int swept =
                check(
                        test -> test.objects.deleteFacet("test", OBJECT, "a"),
                        TREE,
                        State.of("b", "B", "b/old", "O"));
        assertTrue(swept > 0);
    }

    @Test
    void a_subtree_is_cloned_over_another_or_not() throws Exception {
        growTree();
        int swept =
                check(
                        test -> test.objects.cloneFacet("test", OBJECT, "a", "b"),
                        TREE,
                        TWO.with(
                                "a/x",
                                "X",
                                "a/x/y",
                                "Y",
                                "b",
                                "changed",
                                "b/x",
                                "X stopped",
                                "b/x/y",
                                "Y stopped"));
        assertTrue(swept > 0);
    }

    @Test
    void a_subtree_is_emptied_from_nothing_or_not() throws Exception {
        growTree();
        check(
                test -> test.objects.cloneFacet("test", OBJECT, "nothing", "a"),
                TREE,
                TWO.with("a", "", "b/old", "O"));
    }

    /** Facets below a and b. */
    private void growTree() throws Exception {
        try (var test = new TestObjects(before)) {
            for (String path : List.of("a/x", "a/x/y", "b/old")) {
                test.objects.setFacet("test", OBJECT, path, TestObjects.HOSTILE);
            }
            write(test, "a/x", "X");
            write(test, "a/x/y", "Y");
            write(test, "b/old", "O");
        }
    }

    @Test
    void an_object_is_deleted_whole_or_not_at_all() throws Exception {
        check(test -> test.objects.delete("test", OBJECT), TWO, State.of(GONE, GONE));
    }

    /**
     * @param states that may be found, the last of them when all is done
     * @return how many files were swept, in all runs
     */
    private int check(Change change, State... states) throws Exception {
        List<String> steps = steps(change);
        try (var test = new TestObjects(image(before))) {
            change.to(test);
            assertEquals(states[states.length - 1], state(test));
        }
        int swept = 0;
        var seen = new HashSet<State>();
        for (int step = 0; step < steps.size(); step++) {
            var crashed = crash(change, step);
            try (var test = new TestObjects(crashed)) {
                var found = state(test);
                String where = "before " + step + ", " + steps.get(step) + " of " + steps;
                assertTrue(List.of(states).contains(found), found + " " + where);
                seen.add(found);
                assertNoOrphans(crashed, test, where);
                swept += (int) test.objects.orphansRemoved();
            }
        }
        // Otherwise the steps do not say when it happens.
        assertTrue(seen.size() > 1 || steps.size() < 3, seen.toString());
        return swept;
    }

    private List<String> steps(Change change) throws Exception {
        try (var test = new TestObjects(image(before));
                var counted = Steps.counted()) {
            change.to(test);
            List<String> steps = counted.made();
            assertTrue(steps.size() > 1, steps.toString());
            return steps;
        }
    }

    /** The disk as it is when the process ends there. */
    private Path crash(Change change, int step) throws Exception {
        Path crashed;
        var test = new TestObjects(image(before));
        try (var _ = Steps.endingBefore(step)) {
            assertThrows(Steps.Ended.class, () -> change.to(test));
            crashed = image(test.dataDir);
            test.abandon();
        }
        return crashed;
    }

    private State state(TestObjects test) throws Exception {
        var facets = new TreeMap<String, String>();
        try {
            for (var facet : test.objects.find("test", OBJECT).facets()) {
                String data =
                        facet.module() == null
                                ? copied(test, facet.name()) + " stopped"
                                : data(test, facet.name());
                facets.put(facet.name(), data);
            }
            return new State(facets);
        } catch (HostException e) {
            assertEquals(ErrorCode.OBJECT_NOT_FOUND, e.code());
            return State.of(GONE, GONE);
        }
    }

    private static String data(TestObjects test, String facet) throws Exception {
        try {
            return sql(test, facet, "SELECT v FROM t");
        } catch (HostException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("no such table"), e.getMessage());
            return "";
        }
    }

    /** Of a facet that is not started, and so runs no SQL. */
    private static String copied(TestObjects test, String facet) throws Exception {
        try (var staged = test.objects.stage()) {
            test.objects.copyDatabase("test", OBJECT, facet, staged);
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + staged.path());
                    var rows = connection.createStatement().executeQuery("SELECT v FROM t")) {
                return rows.getString(1);
            }
        }
    }

    private static void assertNoOrphans(Path dataDir, TestObjects test, String where)
            throws Exception {
        Set<String> names;
        try (var all = Files.walk(dataDir.resolve("objects"))) {
            names =
                    all.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".db") || name.endsWith(".new"))
                            .collect(Collectors.toSet());
        }
        try {
            int facets = test.objects.find("test", OBJECT).facets().size();
            assertEquals(facets + 1, names.size(), names + " " + where);
        } catch (HostException _) {
            assertEquals(Set.of(), names, where);
        }
        for (String leftover : List.of("trash", "staging")) {
            try (var files = Files.list(dataDir.resolve(leftover))) {
                assertEquals(List.of(), files.toList(), where);
            } catch (IOException _) {
                // not even a folder
            }
        }
    }

    private static void write(TestObjects test, String facet, String value) throws Exception {
        sql(test, facet, "CREATE TABLE t (v); INSERT INTO t VALUES ('" + value + "')");
    }

    /** Gives "b" the data that "a" had first. */
    private void upload(TestObjects test) throws Exception {
        try (var staged = test.objects.stage()) {
            Files.copy(database, staged.path());
            test.objects.replaceDatabase("test", OBJECT, "b", staged);
        }
    }

    private static String sql(TestObjects test, String facet, String text) throws Exception {
        var rows = test.objects.sql("test", OBJECT, facet, text, List.of()).rows();
        return rows.isEmpty() ? "" : String.valueOf(rows.getFirst().getFirst());
    }

    /** A copy as another process makes it: of what is on the disk, and without touching a lock. */
    private Path image(Path of) throws Exception {
        var image = folder.resolve("image" + images++);
        var copying =
                new ProcessBuilder("cp", "-r", of.toString(), image.toString()).inheritIO().start();
        assertEquals(0, copying.waitFor());
        return image;
    }
}
