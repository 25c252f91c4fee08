package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import lapidary.host.error.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data outlives instances and processes. */
class RestartIT {
    @TempDir Path dataDir;

    @Test
    void modules_namespaces_objects_and_data_are_found_again() {
        try (var server = TestServer.withProbe(dataDir)) {
            server.probe("o", "kv-put/key", "kept").isOk();
            server.put(
                            "/v1/namespaces/test/objects/o/facets/own",
                            "{\"module\": \"probe\", \"props\": \"mine\"}")
                    .isOk();
            server.restart();
            assertEquals("kept", server.probe("o", "kv-get/key", "").body());
            assertTrue(server.post("/o/test/o/own/info", "").body().contains("mine"));
            assertEquals(200, server.upload("probe", TestServer.guest("probe")).status());
        }
    }

    @Test
    void a_facet_that_hibernates_loses_its_memory_and_keeps_its_data() throws Exception {
        try (var server = TestServer.withProbe(dataDir)) {
            server.probe("o", "kv-put/key", "kept").isOk();
            assertEquals("2", server.probe("o", "events", "").body());
            String object = "/v1/namespaces/test/objects/o";
            while (!server.get(object)
                    .json()
                    .at("/facets/0/state")
                    .asString()
                    .equals("hibernated")) {
                Thread.sleep(200);
            }
            assertEquals("1", server.probe("o", "events", "").body());
            assertEquals("kept", server.probe("o", "kv-get/key", "").body());
        }
    }

    @Test
    void two_servers_on_one_data_folder_are_impossible() {
        try (var server = new TestServer(dataDir)) {
            var options = new ServerOptions(server.dataDir(), "127.0.0.1", 0, Optional.empty());
            var refused = assertThrows(HostException.class, () -> Lapidary.start(options));
            assertTrue(refused.getMessage().contains("another server"), refused.getMessage());
        }
    }

    @Test
    void a_port_that_is_taken_is_said() {
        try (var server = new TestServer(dataDir.resolve("one"))) {
            var options =
                    new ServerOptions(
                            dataDir.resolve("two"), "127.0.0.1", server.port(), Optional.empty());
            var refused = assertThrows(HostException.class, () -> Lapidary.start(options));
            assertTrue(refused.getMessage().contains("cannot listen"), refused.getMessage());
        }
    }

    @Test
    void a_server_without_tokens_listens_on_loopback_only() {
        var options = new ServerOptions(dataDir, "0.0.0.0", 0, Optional.empty());
        var refused = assertThrows(HostException.class, () -> Lapidary.start(options));
        assertTrue(refused.getMessage().contains("loopback"), refused.getMessage());
        new TestServer(dataDir).close();
    }

    @Test
    void a_module_whose_file_was_damaged_is_not_run() throws IOException {
        try (var server = TestServer.withProbe(dataDir)) {
            String digest = server.get("/v1/modules/probe").json().path("digest").asString();
            server.restart();
            String hex = digest.substring("sha256:".length());
            Files.write(
                    dataDir.resolve("modules/" + hex.substring(0, 2) + "/" + hex + ".wasm"),
                    TestServer.guest("no-op"));
            server.probe("o", "events", "").isProblem(500, "INTERNAL");
            server.get("/v1/modules/probe/wasm").isProblem(500, "INTERNAL");
        }
    }
}
