package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The greeting in WAT. Each test has objects of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelloIT {
    private final ExampleServer server;

    HelloIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server = ExampleServer.deploy(dataDir, "hello-wat/hello.wasm");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void it_greets_with_its_object_s_name_and_counts() throws IOException, InterruptedException {
        assertEquals("Hello from cart-17, visit 1\n", server.get("cart-17/").body());
        assertEquals("Hello from cart-17, visit 2\n", server.get("cart-17/?again").body());
        assertEquals("Hello from cart-18, visit 1\n", server.get("cart-18/").body());
    }

    @Test
    void the_visits_are_there_after_a_restart() throws IOException, InterruptedException {
        server.get("lasting/");
        server.restart();
        assertEquals("Hello from lasting, visit 2\n", server.get("lasting/").body());
    }

    @Test
    void a_count_of_two_digits_is_written_with_both() throws IOException, InterruptedException {
        for (int i = 0; i < 11; i++) {
            server.get("often/");
        }
        assertEquals("Hello from often, visit 12\n", server.get("often/").body());
    }

    @Test
    void other_methods_are_told_which_would_do_and_count_nothing()
            throws IOException, InterruptedException {
        HttpResponse<String> post = server.send("POST", "methods/");
        assertEquals(405, post.statusCode());
        assertEquals("GET", post.headers().firstValue("allow").orElse(""));
        assertEquals("Hello from methods, visit 1\n", server.get("methods/").body());
    }

    @Test
    void other_paths_are_not_found() throws IOException, InterruptedException {
        assertEquals(404, server.get("paths/hello").statusCode());
    }
}
