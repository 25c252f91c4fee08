package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import lapidary.host.feed.Feed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Log lines and receipts as they happen. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogsIT extends WithProbe {
    private static final JsonMapper JSON = new JsonMapper();

    private record Event(String type, JsonNode data) {}

    /** Somebody who follows; whatever happens after this was made is seen. */
    private static final class Follower implements AutoCloseable {
        private final BufferedReader reader;

        Follower(HttpRequest.Builder request) throws IOException {
            var response = server.open(request.GET());
            assertEquals(200, response.statusCode());
            assertEquals(
                    "text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
            reader = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
            assertEquals(":", reader.readLine());
            assertEquals("", reader.readLine());
        }

        Follower(String query) throws IOException {
            this(server.request("/v1/logs?" + query));
        }

        Event next() throws IOException {
            String line = reader.readLine();
            while (line.equals(":") || line.isEmpty()) {
                line = reader.readLine();
            }
            String type = line.substring("event: ".length());
            return new Event(type, JSON.readTree(reader.readLine().substring("data: ".length())));
        }

        Event next(Predicate<Event> wanted) throws IOException {
            Event event = next();
            while (!wanted.test(event)) {
                event = next();
            }
            return event;
        }

        JsonNode receipt(String kind) throws IOException {
            return next(event -> event.data().path("kind").asString().equals(kind)).data();
        }

        boolean hasEnded() throws IOException {
            String line = reader.readLine();
            while (line != null) {
                line = reader.readLine();
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    @Test
    void a_receipt_says_what_an_event_used_and_its_wake_has_one_of_its_own() throws Exception {
        try (var follower = new Follower("namespace=test&object=receipts")) {
            var reply = server.probe("receipts", "kv-put/key", "value").isOk();
            var wake = follower.next().data();
            var receipt = follower.next().data();
            assertEquals("wake", wake.path("kind").asString());
            assertEquals("fetch", receipt.path("kind").asString());
            for (var each : List.of(wake, receipt)) {
                assertEquals("committed", each.path("outcome").asString());
                assertEquals("test", each.path("namespace").asString());
                assertEquals("receipts", each.path("object").asString());
                assertEquals("/app", each.path("facet").asString());
                assertTrue(each.path("module").asString().startsWith("sha256:"), each.toString());
                assertEquals(
                        reply.header("Lapidary-Request-Id").orElseThrow(),
                        each.path("requestId").asString());
                assertTrue(each.path("durationMicros").asLong() >= 0, each.toString());
            }
            assertEquals(reply.fuel(), receipt.at("/fuel/total").asLong());
            assertEquals(
                    reply.fuel(),
                    receipt.at("/fuel/wasm").asLong()
                            + receipt.at("/fuel/host").asLong()
                            + receipt.at("/fuel/sql").asLong());
            assertTrue(receipt.at("/fuel/sql").asLong() > 0, receipt.toString());
            assertTrue(receipt.at("/fuel/wasm").asLong() > 0, receipt.toString());
            assertTrue(wake.at("/fuel/total").asLong() > 0, wake.toString());
            assertEquals(1, receipt.path("rowsWritten").asInt());
            assertEquals("value".length(), receipt.path("bytesIn").asInt() - headBytes(receipt));
        }
    }

    /** What is left of the bytes in: the method, the URL and the client's headers. */
    private static int headBytes(JsonNode receipt) {
        int head = receipt.path("bytesIn").asInt() - "value".length();
        assertTrue(head > "POST".length() + "http://receipts.test/kv-put/key".length());
        return head;
    }

    @Test
    void an_event_that_failed_has_a_receipt_with_the_reason() throws Exception {
        try (var follower = new Follower("namespace=test&object=failing")) {
            var reply = server.probe("failing", "put-then-trap/", "");
            var receipt = follower.receipt("fetch");
            assertEquals("trapped", receipt.path("outcome").asString());
            assertEquals(reply.json().path("trap"), receipt.path("reason"));
            assertEquals(reply.fuel(), receipt.at("/fuel/total").asLong());
            assertEquals(1, receipt.path("rowsWritten").asInt());
            server.post(
                    "/v1/namespaces/test/objects/failing/facets/app/sql",
                    "{\"sql\": \"SELECT * FROM absent\"}");
            var sql = follower.receipt("sql");
            assertEquals("failed", sql.path("outcome").asString());
            assertTrue(sql.path("reason").asString().contains("no such table"), sql.toString());
        }
    }

    @Test
    void lines_that_guests_write_come_with_their_level_and_request() throws Exception {
        try (var follower = new Follower("namespace=test&object=lines&facet=app")) {
            var reply = server.probe("lines", "log/", "a line\nand\u0007 another").isOk();
            var line = follower.next(event -> event.type().equals("log")).data();
            assertEquals("a line\nand\u0007 another", line.path("text").asString());
            assertEquals("info", line.path("level").asString());
            assertEquals("/app", line.path("facet").asString());
            assertEquals(
                    reply.header("Lapidary-Request-Id").orElseThrow(),
                    line.path("requestId").asString());
        }
    }

    @Test
    void an_alarm_has_a_receipt_with_an_id_of_its_own() throws Exception {
        server.upload("alarms", TestServer.guest("alarms")).isOk();
        server.put("/v1/namespaces/ringing", "{\"facets\": {\"app\": {\"module\": \"alarms\"}}}")
                .isOk();
        try (var follower = new Follower("namespace=ringing")) {
            server.post("/o/ringing/o/app/set/0", "").isOk();
            var receipt = follower.receipt("alarm");
            assertEquals("committed", receipt.path("outcome").asString());
            assertTrue(
                    receipt.path("requestId").asString().startsWith("alarm-"), receipt.toString());
        }
    }

    @Test
    void one_object_is_not_told_of_another() throws Exception {
        try (var follower = new Follower("namespace=test&object=mine")) {
            server.probe("others", "kv-get/absent", "");
            server.probe("mine", "kv-get/absent", "");
            assertEquals("mine", follower.next().data().path("object").asString());
        }
    }

    @Test
    void who_is_slow_is_told_how_much_was_lost_and_holds_up_nobody() throws Exception {
        try (var follower = new Follower("namespace=test&object=flood")) {
            String line = "x".repeat(200_000);
            int events = 0;
            while (events < 60) { // more than the connection and the queue take
                server.probe("flood", "log/", line).isOk();
                events++;
            }
            int told = 0;
            var event = follower.next();
            while (!event.type().equals("lost")) {
                told++;
                event = follower.next();
            }
            long lost = event.data().path("lost").asLong();
            assertTrue(lost > 0, event.toString());
            while (told + lost < 2 * events + 1) { // a line and a receipt each, and a wake
                event = follower.next();
                boolean isLost = event.type().equals("lost");
                lost += isLost ? event.data().path("lost").asLong() : 0;
                told += isLost ? 0 : 1;
            }
            assertEquals(2 * events + 1, told + lost);
        }
    }

    @Test
    void as_many_may_follow_as_is_published_and_who_leaves_makes_room() throws Exception {
        var followers = new ArrayList<Follower>();
        try {
            for (int i = 0; i < Feed.LISTENERS_MAX; i++) {
                followers.add(new Follower("namespace=nobody"));
            }
            server.get("/v1/logs").isProblem(503, "OVERLOADED");
            followers.removeFirst().close();
            while (isFull()) {
                Thread.sleep(10);
            }
        } finally {
            for (var follower : followers) {
                follower.close();
            }
        }
    }

    private static boolean isFull() throws IOException {
        var response = server.open(server.request("/v1/logs?namespace=nobody").GET());
        try (var _ = response.body()) {
            return response.statusCode() != 200;
        }
    }

    @Test
    void it_ends_with_the_server() throws Exception {
        try (var follower = new Follower("")) {
            server.restart();
            assertTrue(follower.hasEnded());
        }
    }
}
