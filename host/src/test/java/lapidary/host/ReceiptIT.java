package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the events of a tree of facets used: each its own, and together what the client is told. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReceiptIT extends WithTree {
    private static final JsonMapper JSON = new JsonMapper();

    private interface Requests {
        void send();
    }

    /** The receipts of what some requests to this test's object do, in order. */
    private List<JsonNode> receipts(int count, Requests requests) throws IOException {
        var response = server.open(server.request("/v1/logs?namespace=sup&object=" + object).GET());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            assertEquals(":", lines.readLine());
            requests.send();
            var receipts = new ArrayList<JsonNode>();
            while (receipts.size() < count) {
                if (lines.readLine().equals("event: receipt")) {
                    receipts.add(JSON.readTree(lines.readLine().substring("data: ".length())));
                }
            }
            return receipts;
        }
    }

    private JsonNode usage(String facet) {
        var items =
                server.get("/v1/usage?namespace=sup&object=" + object + "&facet=" + facet)
                        .isOk()
                        .json()
                        .path("items");
        assertEquals(1, items.size(), facet + ": " + items);
        return items.get(0);
    }

    private static long total(JsonNode receipt) {
        return receipt.at("/fuel/total").asLong();
    }

    @Test
    void an_event_that_another_one_called_is_in_its_receipt_with_its_own_numbers()
            throws Exception {
        ask("start/a", TREE);
        ask("call/a/put", "warm");
        long[] fuel = new long[1];
        var receipt =
                receipts(1, () -> fuel[0] = send("call/a/put", "value").isOk().fuel()).getFirst();
        assertEquals("fetch", receipt.path("kind").asString());
        assertEquals("/", receipt.path("facet").asString());
        assertEquals(0, receipt.path("rowsWritten").asInt());
        assertEquals(fuel[0], total(receipt));
        assertEquals(1, receipt.path("calls").size(), receipt.toString());
        var called = receipt.at("/calls/0");
        assertEquals("call", called.path("kind").asString());
        assertEquals("/a", called.path("facet").asString());
        assertEquals(1, called.path("rowsWritten").asInt());
        assertEquals(receipt.path("requestId"), called.path("requestId"));
        assertEquals(total(called), receipt.at("/fuel/called").asLong());
        assertEquals(
                total(receipt),
                receipt.at("/fuel/wasm").asLong()
                        + receipt.at("/fuel/host").asLong()
                        + receipt.at("/fuel/sql").asLong()
                        + total(called));
    }

    @Test
    void a_failed_call_is_in_the_receipt_of_an_event_that_committed() throws Exception {
        ask("start/a", TREE);
        ask("call/a/put", "warm");
        var receipt = receipts(1, () -> send("call/a/trap", "").isOk()).getFirst();
        assertEquals("committed", receipt.path("outcome").asString());
        assertEquals("trapped", receipt.at("/calls/0/outcome").asString());
    }

    @Test
    void what_is_forwarded_is_an_event_of_its_own_of_the_same_request() throws Exception {
        ask("start/a", PLAIN);
        server.post("/o/sup/" + object + "/forward/a", "").status();
        var receipts = receipts(2, () -> send("forward/a", ""));
        assertEquals("/", receipts.getFirst().path("facet").asString());
        assertEquals("/a", receipts.getLast().path("facet").asString());
        assertEquals(receipts.getFirst().path("requestId"), receipts.getLast().path("requestId"));
        assertEquals(0, receipts.getFirst().path("calls").size());
    }

    @Test
    void what_each_facet_used_adds_up_to_what_the_replies_said() {
        long fuel = send("start/a", TREE).isOk().fuel();
        fuel += send("call/a/put", "one").isOk().fuel();
        fuel += send("call/a/put", "two").isOk().fuel();
        long used = 0;
        for (String facet : List.of("~", "a")) {
            used += usage(facet).path("fuel").asLong();
        }
        assertTrue(used > fuel, used + " with two wakes, " + fuel); // and no fuel twice
        assertEquals(3, usage("~").path("events").asInt());
        assertEquals(2, usage("a").path("events").asInt());
        assertEquals(2, usage("a").path("rowsWritten").asInt());
    }

    @Test
    void a_supervisor_sees_what_a_facet_used_up_to_now() {
        assertTrue(ask("usage/a").startsWith("-1 "));
        ask("start/a", TREE);
        assertEquals(
                "{\"events\":0,\"failures\":0,\"fuel\":0,\"sqlSteps\":0,\"rowsRead\":0,"
                        + "\"rowsWritten\":0,\"storedBytes\":0,\"bytesIn\":0,\"bytesOut\":0,"
                        + "\"since\":0}",
                ask("usage/a"));
        long before = System.currentTimeMillis();
        ask("call/a/put", "value");
        ask("call/a/trap");
        var usage = JSON.readTree(ask("usage/a"));
        assertEquals(2, usage.path("events").asInt(), usage.toString());
        assertEquals(1, usage.path("failures").asInt(), usage.toString());
        assertEquals(2, usage.path("rowsWritten").asInt(), usage.toString());
        assertEquals(usage("a").path("fuel"), usage.path("fuel"));
        assertTrue(usage.path("since").asLong() >= before, usage.toString());
        assertTrue(usage.path("storedBytes").asLong() > 0, usage.toString());
        assertTrue(usage.path("bytesIn").asLong() > 0, usage.toString());
        server.restart();
        assertEquals(usage, JSON.readTree(ask("usage/a")));
    }

    @Test
    void an_objects_root_shows_what_it_used() {
        ask("list");
        var facets = server.get("/v1/namespaces/sup/objects/" + object).json().path("facets");
        assertEquals("~", facets.at("/0/name").asString());
        assertEquals(1, facets.at("/0/usage/events").asInt(), facets.toString());
    }
}
