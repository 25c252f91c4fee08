package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace says when its events are told of. */
class DurabilityIT {
    private static final String NAMESPACE = "/v1/namespaces/test";

    @TempDir private Path dataDir;

    @Test
    void a_namespace_is_durable_unless_it_says_relaxed_and_shows_which() {
        try (var server = TestServer.withProbe(dataDir)) {
            assertEquals("durable", durability(server));
            var reply = server.put(NAMESPACE, document("\"relaxed\"")).isOk();
            assertEquals("relaxed", reply.json().path("durability").asString());
            assertEquals("relaxed", durability(server));
            server.restart();
            assertEquals("relaxed", durability(server));
            server.put(NAMESPACE, document("\"durable\"")).isOk();
            assertEquals("durable", durability(server));
        }
    }

    @Test
    void another_word_is_refused_with_those_that_there_are() {
        try (var server = TestServer.withProbe(dataDir)) {
            for (String word : new String[] {"\"eventual\"", "\"DURABLE\"", "\"\"", "0", "true"}) {
                var reply = server.put(NAMESPACE, document(word));
                reply.isProblem(400, "REQUEST_INVALID");
                assertTrue(
                        reply.detail().contains("durability: expected \"durable\" or \"relaxed\""),
                        word + ": " + reply.detail());
            }
            assertEquals("durable", durability(server));
        }
    }

    @Test
    void relaxed_events_are_there_after_a_restart_and_change_back_while_they_run() {
        try (var server = TestServer.withProbe(dataDir)) {
            server.put(NAMESPACE, document("\"relaxed\"")).isOk();
            server.probe("o", "kv-put/a", "1").isOk();
            server.restart();
            assertEquals("1", server.probe("o", "kv-get/a", "").body());
            server.probe("o", "kv-put/b", "2").isOk();
            server.put(NAMESPACE, document("\"durable\"")).isOk();
            server.probe("o", "kv-put/c", "3").isOk();
            server.restart();
            assertEquals("2", server.probe("o", "kv-get/b", "").body());
            assertEquals("3", server.probe("o", "kv-get/c", "").body());
        }
    }

    private static String durability(TestServer server) {
        return server.get(NAMESPACE).json().path("durability").asString();
    }

    private static String document(String durability) {
        return "{\"facets\": {\"app\": {\"module\": \"probe\"}}, \"durability\": "
                + durability
                + "}";
    }
}
