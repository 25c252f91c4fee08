package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The counter in C. Each test has objects of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CounterIT {
    private final ExampleServer server;

    CounterIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server = ExampleServer.deploy(dataDir, "counter-c/counter.wasm");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void a_new_counter_is_at_zero() throws IOException, InterruptedException {
        assertEquals("{\"count\": 0}\n", server.get("new/").body());
    }

    @Test
    void each_post_adds_one() throws IOException, InterruptedException {
        assertEquals(1, count(server.send("POST", "adds/")));
        assertEquals(2, count(server.send("POST", "adds/increment")));
        assertEquals(2, count(server.get("adds/?now")));
    }

    @Test
    void objects_count_apart() throws IOException, InterruptedException {
        server.send("POST", "one/");
        assertEquals(1, count(server.get("one/")));
        assertEquals(0, count(server.get("another/")));
    }

    @Test
    void reset_begins_again() throws IOException, InterruptedException {
        server.send("POST", "reset/");
        assertEquals(0, count(server.send("POST", "reset/reset")));
        assertEquals(1, count(server.send("POST", "reset/")));
    }

    @Test
    void the_count_is_there_after_a_restart() throws IOException, InterruptedException {
        server.send("POST", "lasting/");
        server.restart();
        assertEquals(1, count(server.get("lasting/")));
        assertEquals(2, count(server.send("POST", "lasting/")));
    }

    @Test
    void other_methods_are_told_which_would_do() throws IOException, InterruptedException {
        HttpResponse<String> put = server.send("PUT", "methods/");
        assertEquals(405, put.statusCode());
        assertEquals("GET, HEAD, POST", allowed(put));
        HttpResponse<String> get = server.get("methods/reset");
        assertEquals(405, get.statusCode());
        assertEquals("POST", allowed(get));
    }

    @Test
    void other_paths_are_not_found() throws IOException, InterruptedException {
        assertEquals(404, server.get("paths/counter").statusCode());
    }

    private static int count(HttpResponse<String> reply) {
        assertEquals(200, reply.statusCode(), reply.body());
        return Integer.parseInt(reply.body().replaceAll("\\D", ""));
    }

    private static String allowed(HttpResponse<String> reply) {
        return reply.headers().firstValue("allow").orElse("");
    }
}
