package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code PUT /v1/modules/{name}}: what is taken in, and what each refusal says. */
class UploadIT {
    private static final byte[] PROBE = TestServer.guest("probe");

    @TempDir Path dataDir;
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(dataDir);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_module_is_stored_under_its_digest_and_told_what_it_is() {
        var reply = server.upload("probe", PROBE);
        assertEquals(201, reply.status());
        var digest = reply.json().path("digest").asString();
        assertTrue(digest.matches("sha256:[0-9a-f]{64}"), digest);
        assertEquals(PROBE.length, reply.json().path("sizeBytes").asInt());
        assertTrue(reply.json().path("exports").toString().contains("\"fetch\""));
        assertTrue(reply.json().path("imports").toString().contains("\"facet_kv.put\""));
        String hex = digest.substring("sha256:".length());
        assertTrue(
                Files.exists(
                        dataDir.resolve("modules")
                                .resolve(hex.substring(0, 2))
                                .resolve(hex + ".wasm")));
    }

    @Test
    void the_same_bytes_again_are_200_with_the_same_body() {
        var first = server.upload("probe", PROBE);
        var second = server.upload("probe", PROBE);
        assertEquals(200, second.status());
        assertEquals(first.body(), second.body());
    }

    @Test
    void what_was_uploaded_can_be_had_back_listed_and_deleted() {
        server.upload("one", PROBE).isOk();
        server.upload("two", TestServer.guest("supervisor")).isOk();
        assertEquals(
                List.of("one", "two"), server.get("/v1/modules").json().findValuesAsString("name"));
        var page = server.get("/v1/modules?limit=1").json();
        assertEquals("one", page.path("next").asString());
        page = server.get("/v1/modules?limit=1&after=one").json();
        assertEquals("two", page.path("items").path(0).path("name").asString());
        assertTrue(page.path("next").isNull());
        assertArrayEquals(PROBE, server.bytes("/v1/modules/one/wasm"));
        assertEquals(204, server.delete("/v1/modules/one").status());
        server.get("/v1/modules/one").isProblem(404, "MODULE_NOT_FOUND");
    }

    @Test
    void a_module_that_a_namespace_refers_to_is_not_deleted() {
        server.upload("probe", PROBE).isOk();
        server.put("/v1/namespaces/n", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}").isOk();
        server.delete("/v1/modules/probe").isProblem(409, "MODULE_IN_USE");
        server.delete("/v1/namespaces/n").isOk();
        assertEquals(204, server.delete("/v1/modules/probe").status());
    }

    @Test
    void garbage_nothing_and_a_truncated_module_are_invalid_with_an_offset() {
        var garbage = new byte[1_000];
        new Random(1).nextBytes(garbage);
        for (byte[] wasm : List.of(garbage, new byte[0], Arrays.copyOf(PROBE, PROBE.length / 2))) {
            var problem = server.upload("bad", wasm).isProblem(422, "MODULE_INVALID");
            assertTrue(problem.json().path("offset").isIntegralNumber(), problem.body());
        }
        nothingIsStored();
    }

    @Test
    void imports_that_nobody_offers_are_listed() {
        var problem =
                server.upload("bad", TestServer.guest("unknown-import"))
                        .isProblem(422, "MODULE_IMPORT_UNKNOWN");
        assertEquals(2, problem.json().path("imports").size());
        assertTrue(problem.detail().contains("facet_http.teleport"), problem.detail());
        nothingIsStored();
    }

    @Test
    void a_module_without_an_event_or_without_its_memory_is_refused() {
        server.upload("bad", TestServer.guest("no-event")).isProblem(422, "MODULE_EXPORT_MISSING");
        server.upload("bad", TestServer.guest("no-memory")).isProblem(422, "MODULE_EXPORT_MISSING");
        nothingIsStored();
    }

    @Test
    void a_module_that_wants_too_much_memory_is_refused_with_the_limit() {
        var problem = server.upload("bad", TestServer.guest("big-memory"));
        assertEquals(422, problem.status(), problem.body());
        assertTrue(problem.detail().contains("134217728"), problem.detail());
        nothingIsStored();
    }

    @Test
    void a_module_beyond_the_size_limit_is_refused_before_it_is_read() throws IOException {
        String reply =
                server.raw(
                        """
                        PUT /v1/modules/big HTTP/1.1\r
                        Host: localhost\r
                        Content-Length: 67108865\r
                        \r
                        """);
        assertTrue(reply.startsWith("HTTP/1.1 413"), reply);
        assertTrue(reply.contains("MODULE_TOO_LARGE"), reply);
        nothingIsStored();
    }

    @Test
    void a_body_that_is_cut_off_midway_leaves_nothing_behind() throws IOException {
        String reply =
                server.raw(
                        """
                        PUT /v1/modules/cut HTTP/1.1\r
                        Host: localhost\r
                        Content-Length: 1000\r
                        \r
                        \0asm\
                        """);
        assertTrue(reply.isEmpty() || reply.contains("BODY_INCOMPLETE"), reply);
        server.get("/v1/modules/cut").isProblem(404, "MODULE_NOT_FOUND");
        nothingIsStored();
    }

    @Test
    void a_name_that_is_none_is_refused() {
        for (String name :
                List.of(
                        "..",
                        "%2e%2e",
                        "A",
                        "-a",
                        "a_b",
                        "a%2Fb",
                        "%00",
                        "%F0%9F%92%8E",
                        "a".repeat(64))) {
            server.upload(name, PROBE).isProblem(400, "NAME_INVALID");
        }
        server.upload("a".repeat(63), PROBE).isOk();
    }

    @Test
    void a_name_that_is_not_utf_8_is_refused() throws IOException {
        server.upload("%ff", PROBE).isProblem(400, "REQUEST_INVALID");
        String reply = server.raw("GET /v1/modules/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(reply.contains("REQUEST_INVALID"), reply);
    }

    private void nothingIsStored() {
        assertEquals(0, server.get("/v1/modules").json().path("items").size());
        var modules = dataDir.resolve("modules");
        if (Files.exists(modules)) {
            try (var files = Files.walk(modules)) {
                assertFalse(files.anyMatch(Files::isRegularFile));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
