package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Facets below facets: their data, and what is done to them together. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FacetTreeIT extends WithTree {
    private static final String FETCHES = "lapidary_events_total{kind=\"fetch\",end=\"committed\"}";

    /** a, b, and a/x, a/x/y below, each with its own path under the key "k". */
    private void makeTree() {
        ask("start/a", TREE);
        ask("start/b", TREE);
        ask("fetch/a/start/x", TREE);
        ask("fetch/a/fetch/x/start/y", TREE);
        ask("fetch/a/kv-put/k", "a");
        ask("fetch/b/kv-put/k", "b");
        ask("fetch/a/fetch/x/kv-put/k", "a/x");
        ask("fetch/a/fetch/x/fetch/y/kv-put/k", "a/x/y");
    }

    @Test
    void each_facet_has_its_own_data_and_the_same_name_under_two_parents_is_two_facets() {
        makeTree();
        ask("fetch/b/start/x", TREE);
        assertEquals("200 200 ", ask("fetch/b/fetch/x/kv-get/k"));
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
        assertEquals("200 200 200 a/x/y", ask("fetch/a/fetch/x/fetch/y/kv-get/k"));
        assertEquals("a\nb\n", ask("list"));
        assertEquals("200 x\n", ask("fetch/a/list"));
    }

    @Test
    void there_is_no_file_before_the_first_start_and_asking_makes_none() {
        ask("info");
        long before = files();
        ask("running/a");
        ask("fetch/a/info");
        ask("call/a/echo");
        ask("forward/a");
        ask("abort/a");
        ask("delete/a");
        ask("clone/a/b");
        ask("start/a", "{\"module\": \"nobody\"}");
        assertEquals(before, files());
        assertEquals("", ask("list"));
    }

    @Test
    void a_tree_has_four_levels_and_a_fifth_is_refused_on_every_call() {
        makeTree();
        String third = "fetch/a/fetch/x/fetch/y/";
        for (String operation :
                List.of(
                        "running/z",
                        "start/z",
                        "forward/z",
                        "fetch/z/info",
                        "call/z/echo",
                        "abort/z",
                        "delete/z",
                        "clone/z/w")) {
            String answer = ask(third + operation, TREE);
            assertTrue(answer.startsWith("200 200 200 -2 "), operation + ": " + answer);
        }
        server.put(facet("a%2Fx%2Fy%2Fz"), TREE).isProblem(400, "NAME_INVALID");
    }

    @Test
    void an_abort_stops_all_below_and_the_data_of_all_stays() {
        makeTree();
        assertEquals("0", ask("abort/a", "enough"));
        assertEquals("0", ask("running/a"));
        assertEquals("1", ask("running/b"));
        ask("start/a", TREE);
        assertEquals("200 0", ask("fetch/a/running/x"));
        assertEquals("200 a", ask("fetch/a/kv-get/k"));
        ask("fetch/a/start/x", TREE);
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
        assertEquals("200 200 0", ask("fetch/a/fetch/x/running/y"));
    }

    @Test
    void those_who_wait_get_the_reason_of_the_abort() throws Exception {
        makeTree();
        double before = metric(FETCHES);
        var one = sendLater("forward/a/loop", "");
        var other = sendLater("forward/a/loop", "");
        // both have left the root, and of two at a one waits
        await(() -> metric(FETCHES) == before + 2 && metric("lapidary_events_queued") == 1);
        assertEquals("0", ask("abort/a", "a new version"));
        for (var event : List.of(one, other)) {
            var ended = event.join().isProblem(409, "FACET_ABORTED");
            assertTrue(ended.detail().contains("a new version"), ended.detail());
        }
    }

    @Test
    void a_deletion_takes_all_below_and_the_files_are_gone_when_it_returns() {
        makeTree();
        long before = files();
        assertEquals("0", ask("delete/a"));
        assertEquals(before - 3, files());
        assertEquals("b\n", ask("list"));
        assertEquals("0", ask("running/a"));
        ask("start/a", TREE);
        assertEquals("200 ", ask("fetch/a/kv-get/k"));
        assertEquals("200 ", ask("fetch/a/list"));
    }

    @Test
    void a_nested_deletion_leaves_those_above() {
        makeTree();
        assertEquals("200 0", ask("fetch/a/delete/x"));
        assertEquals("200 ", ask("fetch/a/list"));
        assertEquals("200 a", ask("fetch/a/kv-get/k"));
    }

    @Test
    void deleting_what_never_existed_is_fine_and_uses_up_no_number() throws Exception {
        ask("start/a", TREE);
        ask("fetch/a/kv-put/k", "a");
        long last = lastNumber();
        for (int i = 0; i < 5; i++) {
            assertEquals("0", ask("delete/nobody"));
        }
        ask("start/b", TREE);
        ask("fetch/b/kv-put/k", "b");
        assertEquals(last + 1, lastNumber());
    }

    @Test
    void a_facet_whose_event_runs_is_deleted_and_the_event_is_aborted() throws Exception {
        makeTree();
        var running = sendLater("forward/a/loop", "");
        await(() -> isAwake("a"));
        assertEquals("0", ask("delete/a"));
        running.join().isProblem(409, "FACET_ABORTED");
        assertEquals("b\n", ask("list"));
    }

    @Test
    void a_clone_copies_the_subtree_and_both_live_apart_then_and_survive_a_restart() {
        makeTree();
        ask("fetch/b/start/old", TREE);
        ask("fetch/b/fetch/old/kv-put/k", "old");
        assertEquals("0", ask("clone/a/b"));
        assertEquals("0", ask("running/b"));
        ask("start/b", TREE);
        assertEquals("200 x\n", ask("fetch/b/list")); // and no old
        assertEquals("200 0", ask("fetch/b/running/x"));
        ask("fetch/b/start/x", TREE);
        assertEquals("200 a", ask("fetch/b/kv-get/k"));
        assertEquals("200 200 a/x", ask("fetch/b/fetch/x/kv-get/k"));
        ask("fetch/b/fetch/x/kv-put/k", "b/x");
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
        server.restart();
        assertEquals("200 200 b/x", ask("fetch/b/fetch/x/kv-get/k"));
        assertEquals("200 200 200 a/x/y", ask("fetch/a/fetch/x/fetch/y/kv-get/k"));
    }

    @Test
    void a_nested_clone_leaves_those_above() {
        makeTree();
        assertEquals("200 0", ask("fetch/a/clone/x/z"));
        ask("fetch/a/start/z", TREE);
        assertEquals("200 200 a/x", ask("fetch/a/fetch/z/kv-get/k"));
        ask("fetch/a/fetch/z/start/y", TREE);
        assertEquals("200 200 200 a/x/y", ask("fetch/a/fetch/z/fetch/y/kv-get/k"));
        ask("fetch/a/fetch/z/kv-put/k", "a/z");
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
        assertEquals("200 a", ask("fetch/a/kv-get/k"));
    }

    @Test
    void a_clone_from_nothing_empties_and_onto_itself_only_restarts() {
        makeTree();
        assertEquals("0", ask("clone/a/a"));
        assertEquals("1", ask("running/a"));
        assertEquals("200 1", ask("fetch/a/events"));
        assertEquals("200 1", ask("fetch/a/running/x"));
        assertEquals("0", ask("clone/nothing/a"));
        assertEquals("0", ask("running/a"));
        ask("start/a", TREE);
        assertEquals("200 ", ask("fetch/a/kv-get/k"));
        assertEquals("200 ", ask("fetch/a/list"));
    }

    @Test
    void a_facet_that_traps_breaks_neither_its_siblings_nor_its_parent() {
        makeTree();
        String trapped = ask("fetch/a/trap");
        assertTrue(trapped.startsWith("-8 the callee trapped: "), trapped);
        assertEquals("200 b", ask("fetch/b/kv-get/k"));
        assertEquals("200 ", ask("fetch/a/kv-get/doomed"));
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
    }

    @Test
    void an_alarm_of_a_nested_facet_rings_also_after_a_restart() throws Exception {
        makeTree();
        ask("fetch/a/fetch/x/alarm/1");
        await(() -> ask("fetch/a/fetch/x/kv-get/rang").equals("200 200 rang "));
        long soon = System.currentTimeMillis() + 1_500;
        ask("fetch/a/fetch/x/alarm/" + soon);
        server.restart();
        await(() -> ask("fetch/a/fetch/x/kv-get/rang").equals("200 200 rang rang "));
    }

    @Test
    void an_alarm_of_an_aborted_facet_waits_for_its_next_start() throws Exception {
        makeTree();
        ask("fetch/a/alarm/" + (System.currentTimeMillis() + 500));
        ask("abort/a");
        Thread.sleep(1_500);
        ask("start/b2", TREE); // another's start wakes nobody
        assertEquals("0", ask("running/a"));
        ask("start/a", TREE);
        await(() -> ask("fetch/a/kv-get/rang").equals("200 rang "));
    }

    @Test
    void limits_are_the_lowest_of_all_places_where_they_are_set() {
        ask("start/a", options("tree", "\"limits\": {\"fuelPerEvent\": 5000000}"));
        ask("fetch/a/start/x", options("tree", "\"limits\": {\"fuelPerEvent\": 900000000}"));
        long left = Long.parseLong(ask("fetch/a/fuel").substring(4));
        assertTrue(left < 5_000_000, "" + left);
        left = Long.parseLong(ask("forward/a/forward/x/fuel"));
        assertTrue(left < 5_000_000, left + " of an event of its own");
        server.put(
                        "/v1/namespaces/sup-low",
                        "{\"supervisor\": {\"module\": \"tree\"}, \"limits\":"
                                + " {\"fuelPerEvent\": 50000000, \"memoryBytes\": 20000000}}")
                .isOk();
        server.post(
                        "/o/sup-low/x/start/a",
                        options("tree", "\"limits\": {\"fuelPerEvent\":" + " 60000000}"))
                .isOk();
        var reply = server.post("/o/sup-low/x/forward/a/fuel", "");
        assertTrue(Long.parseLong(reply.body()) < 50_000_000, reply.body());
        String big = ask("start/big", "{\"module\": \"probe\", \"limits\": {\"memoryBytes\": 1}}");
        assertTrue(big.startsWith("-6 "), big);
    }

    @Test
    void operators_reach_the_root_and_nested_facets() {
        makeTree();
        var facets =
                server.get(route())
                        .json()
                        .path("facets")
                        .valueStream()
                        .map(facet -> facet.path("name").asString())
                        .collect(Collectors.joining(" "));
        assertEquals("a a/x a/x/y b ~", facets);
        ask("kv-put/k", "root");
        var sql = server.post(facet("~") + "/sql", "{\"sql\": \"SELECT 1\"}").isOk();
        assertEquals("[[1]]", sql.json().path("rows").toString());
        server.post(facet("a%2Fx") + "/sql", "{\"sql\": \"CREATE TABLE t (v)\"}").isOk();
        assertTrue(server.bytes(facet("a%2Fx") + "/database").length > 4_096);
        assertTrue(server.bytes(facet("~") + "/database").length > 4_096);
        server.post(facet("a%2Fx") + "/clone", "{\"to\": \"b/x\"}").isOk();
        ask("fetch/b/start/x", TREE);
        assertEquals("200 200 a/x", ask("fetch/b/fetch/x/kv-get/k"));
        server.post(facet("a") + "/clone", "{\"to\": \"a/x\"}").isProblem(400, "NAME_INVALID");
        server.post(facet("a%2Fx") + "/abort", "").isOk();
        assertEquals("200 0", ask("fetch/a/running/x"));
        server.put(facet("a%2Fx"), TREE).isOk();
        assertEquals("200 200 a/x", ask("fetch/a/fetch/x/kv-get/k"));
        server.put(facet("nobody%2Fx"), PLAIN).isProblem(404, "FACET_NOT_FOUND");
        server.put(facet("~"), TREE).isProblem(400, "REQUEST_INVALID");
        server.delete(facet("a")).isOk();
        assertEquals("b\n", ask("list"));
        server.delete(facet("~")).isOk();
        assertEquals("", ask("list"));
        assertEquals("", ask("kv-get/k"));
    }

    @Test
    void a_facet_of_the_built_in_supervisor_has_facets_below_it_if_it_was_granted() {
        assertEquals("0", askApp("start/x", TREE));
        askApp("fetch/x/kv-put/k", "below app");
        assertEquals("200 below app", askApp("fetch/x/kv-get/k", ""));
        assertEquals("200 /app/x", askApp("fetch/x/info", "").split(" (?=[0-9a-f]{32})", -1)[0]);
        server.post("/v1/namespaces/test/objects/" + object + "/facets/app/abort", "").isOk();
        assertEquals("0", askApp("running/x", ""));
        askApp("start/x", TREE);
        assertEquals("200 below app", askApp("fetch/x/kv-get/k", ""));
    }

    private boolean isAwake(String name) {
        return server.get(route())
                .json()
                .path("facets")
                .valueStream()
                .anyMatch(facet ->
                        facet.path("name").asString().equals(name)
                                && facet.path("state").asString().equals("running"));
    }

    /** Of all objects. */
    private static long files() {
        return numbers().size();
    }

    private long lastNumber() {
        String id = server.get(route()).json().path("id").asString();
        return numbersOf(id).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static List<Long> numbers() {
        return numbersOf("");
    }

    private static List<Long> numbersOf(String folder) {
        try (var all = Files.walk(dataDir.resolve("objects"))) {
            return all.filter(file -> file.toString().contains(folder))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+\\.db"))
                    .map(name -> Long.valueOf(name.substring(0, name.length() - 3)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
