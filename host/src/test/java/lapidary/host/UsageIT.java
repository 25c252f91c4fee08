package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What facets used, as operators and those who bill see it. */
class UsageIT extends WithProbe {
    private static final String SQL =
            "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3); SELECT * FROM t";

    private static JsonNode usage(String query) {
        return server.get("/v1/usage?namespace=test&" + query).isOk().json();
    }

    /** The one line of an object's facet {@code app}. */
    private static JsonNode line(String object) {
        var items = usage("facet=app&object=" + object).path("items");
        assertEquals(1, items.size(), items.toString());
        return items.get(0);
    }

    /** One of each kind of event that the probe has. */
    private static long workOn(String object) {
        long fuel = 0;
        fuel += server.probe(object, "sql/", SQL).isOk().fuel();
        fuel += server.probe(object, "kv-put/key", "value").isOk().fuel();
        fuel += server.probe(object, "kv-get/key", "").isOk().fuel();
        fuel += server.probe(object, "put-then-trap/", "").isProblem(500, "GUEST_TRAPPED").fuel();
        return fuel;
    }

    @Test
    void events_failures_rows_and_bytes_are_counted_and_fuel_is_what_replies_said() {
        long fuel = workOn("counted");
        var line = line("counted");
        assertEquals(4, line.path("events").asInt(), line.toString());
        assertEquals(1, line.path("failures").asInt(), line.toString());
        assertEquals(1, line.path("wakes").asInt(), line.toString());
        assertEquals(3 + 1, line.path("rowsRead").asInt(), line.toString());
        // the trapped event's key as well: it was written, and undone
        assertEquals(3 + 1 + 1, line.path("rowsWritten").asInt(), line.toString());
        assertTrue(line.path("sqlSteps").asLong() > 0, line.toString());
        assertTrue(line.path("sqlFuel").asLong() > 0, line.toString());
        assertTrue(line.path("hostFuel").asLong() > 0, line.toString());
        assertTrue(line.path("fuel").asLong() > fuel, fuel + " and a wake: " + line);
        assertTrue(line.path("bytesIn").asLong() > SQL.length(), line.toString());
        assertTrue(line.path("bytesOut").asLong() > "value".length(), line.toString());
        assertTrue(line.path("storedBytes").asLong() >= 7 * 4096, line.toString());
    }

    @Test
    void equal_events_on_equal_data_use_the_same() {
        workOn("twin-1");
        workOn("twin-2");
        assertEquals(numbers("twin-1"), numbers("twin-2"));
    }

    private static Map<String, Long> numbers(String object) {
        var numbers = new TreeMap<String, Long>();
        line(object)
                .properties()
                .forEach(field -> {
                    if (field.getValue().isNumber()) {
                        numbers.put(field.getKey(), field.getValue().asLong());
                    }
                });
        assertEquals(12, numbers.size(), numbers.toString());
        return numbers;
    }

    @Test
    void a_read_is_counted_at_once_and_still_counted_after_a_restart() {
        server.probe("reader", "kv-get/absent", "");
        assertEquals(1, line("reader").path("events").asInt());
        var before = numbers("reader");
        server.restart();
        assertEquals(before, numbers("reader"));
        server.probe("reader", "kv-get/absent", "");
        assertEquals(2, line("reader").path("events").asInt());
        assertEquals(2, line("reader").path("wakes").asInt());
    }

    @Test
    void an_operators_sql_is_an_event_without_a_wake() {
        server.probe("operated", "kv-put/key", "value").isOk();
        var before = line("operated");
        long fuel =
                server.post(
                                "/v1/namespaces/test/objects/operated/facets/app/sql",
                                "{\"sql\": \"SELECT 1\"}")
                        .isOk()
                        .json()
                        .path("fuel")
                        .asLong();
        var after = line("operated");
        assertEquals(before.path("events").asInt() + 1, after.path("events").asInt());
        assertEquals(before.path("wakes").asInt(), after.path("wakes").asInt());
        assertEquals(before.path("sqlFuel").asLong() + fuel, after.path("sqlFuel").asLong());
        assertEquals(before.path("rowsRead").asInt() + 1, after.path("rowsRead").asInt());
    }

    @Test
    void what_was_deleted_is_still_billed_and_counting_goes_on() {
        workOn("deleted");
        var before = numbers("deleted");
        server.delete("/v1/namespaces/test/objects/deleted/facets/app").isOk();
        assertEquals(before, numbers("deleted"));
        server.probe("deleted", "kv-get/absent", "");
        assertEquals(before.get("events") + 1, numbers("deleted").get("events"));
        server.delete("/v1/namespaces/test/objects/deleted").isOk();
        assertEquals(before.get("events") + 1, numbers("deleted").get("events"));
        server.probe("deleted", "kv-get/absent", "");
        assertEquals(before.get("events") + 2, numbers("deleted").get("events"));
    }

    @Test
    void a_deleted_namespace_is_still_billed() {
        server.put("/v1/namespaces/passing", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                .isOk();
        server.post("/o/passing/o/app/kv-put/key", "value").isOk();
        server.delete("/v1/namespaces/passing?force=true").isOk();
        var items = server.get("/v1/usage?namespace=passing").isOk().json().path("items");
        assertEquals(1, items.size());
        assertEquals(1, items.get(0).path("events").asInt());
    }

    @Test
    void a_copy_of_a_database_is_not_billed_for_what_the_original_used() {
        server.put("/v1/namespaces/test/objects/copied/facets/copy", "{\"module\": \"probe\"}")
                .isOk();
        workOn("copied");
        server.post("/v1/namespaces/test/objects/copied/facets/app/clone", "{\"to\": \"copy\"}")
                .isOk();
        byte[] file = server.bytes("/v1/namespaces/test/objects/copied/facets/app/database");
        assertEquals(List.of("/app"), facets("copied"));
        server.send(
                        server.request("/v1/namespaces/test/objects/uploaded/facets/app/database")
                                .PUT(BodyPublishers.ofByteArray(file)))
                .isOk();
        assertEquals(List.of(), facets("uploaded"));
        server.post("/o/test/copied/copy/kv-get/key", "").isOk();
        server.probe("uploaded", "kv-get/key", "").isOk();
        assertEquals(List.of("/app", "/copy"), facets("copied"));
        assertEquals(1, usage("object=copied&facet=copy").at("/items/0/events").asInt());
        assertEquals(1, line("uploaded").path("events").asInt());
    }

    private static List<String> facets(String object) {
        var facets = new ArrayList<String>();
        usage("object=" + object)
                .path("items")
                .forEach(item -> facets.add(item.path("facet").asString()));
        return facets;
    }

    @Test
    void what_a_facet_had_used_before_it_was_cloned_over_is_still_billed() {
        server.put("/v1/namespaces/test/objects/over/facets/from", "{\"module\": \"probe\"}")
                .isOk();
        server.post("/o/test/over/from/kv-put/key", "value").isOk();
        workOn("over");
        var before = numbers("over");
        server.post("/v1/namespaces/test/objects/over/facets/from/clone", "{\"to\": \"app\"}")
                .isOk();
        assertEquals(before, numbers("over"));
    }

    @Test
    void deleting_all_data_deletes_no_bill() {
        workOn("emptied");
        server.probe("emptied", "delete-all/", "").isOk();
        assertEquals(5, line("emptied").path("events").asInt());
    }

    @Test
    void a_page_after_the_other_gives_each_line_once() {
        var expected = new ArrayList<String>();
        for (int i = 10; i < 35; i++) {
            server.probe("many-" + i, "kv-get/absent", "");
            expected.add("many-" + i);
        }
        for (String by : List.of("facet", "hour")) {
            var names = new ArrayList<String>();
            String after = "";
            int pages = 0;
            do {
                var page = usage("limit=7&by=" + by + "&after=" + after);
                assertTrue(page.path("items").size() <= 7);
                page.path("items").forEach(item -> names.add(item.path("object").asString()));
                after = page.path("next").isNull() ? "" : page.path("next").asString();
                pages++;
            } while (!after.isEmpty());
            assertTrue(pages >= 4);
            assertEquals(expected, names.stream().filter(it -> it.startsWith("many-")).toList());
            assertEquals(names.stream().sorted().distinct().toList(), names);
        }
    }

    @Test
    void hours_are_told_apart_by_their_beginning() {
        workOn("timed");
        var hours = usage("object=timed&by=hour").path("items");
        String hour = hours.get(0).path("hour").asString();
        assertTrue(hour.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:00:00Z"), hour);
        assertEquals(hours, usage("object=timed&by=hour&from=" + hour).path("items"));
        assertEquals(0, usage("object=timed&to=" + hour).path("items").size());
        long millis = java.time.Instant.parse(hour).toEpochMilli();
        assertEquals(0, usage("object=timed&to=" + millis).path("items").size());
        assertEquals(
                1, usage("object=timed&by=hour&from=" + millis).at("/items/0/failures").asInt());
    }

    @Test
    void what_cannot_be_asked_is_refused_with_what_can() {
        for (String query :
                List.of(
                        "from=yesterday",
                        "to=2030-13-01T00:00:00Z",
                        "from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z",
                        "by=day",
                        "after=nonsense!",
                        "limit=0",
                        "namespace=other",
                        "hour=3",
                        "facet=app")) {
            server.get("/v1/usage?namespace=test&" + query).isProblem(400, "REQUEST_INVALID");
        }
        server.get("/v1/usage?object=o").isProblem(400, "REQUEST_INVALID");
        server.post("/v1/usage", "").isProblem(405, "METHOD_NOT_ALLOWED");
        server.get("/v1/usage/more").isProblem(404, "ROUTE_NOT_FOUND");
        assertTrue(
                server.get("/v1/usage?from=yesterday").detail().contains("2030-01-31T12:00:00Z"));
    }

    @Test
    void an_object_shows_what_each_of_its_facets_used() {
        workOn("shown");
        var facet = server.get("/v1/namespaces/test/objects/shown").isOk().json().at("/facets/0");
        assertEquals(4, facet.at("/usage/events").asInt(), facet.toString());
        assertEquals(line("shown").path("fuel"), facet.at("/usage/fuel"));
    }
}
