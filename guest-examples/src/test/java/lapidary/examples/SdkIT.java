package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDKs' parts for supervisors, calls and streams: one guest, written in each language. */
@ParameterizedClass
@ValueSource(strings = {"c", "rs", "ts"})
final class SdkIT {
    private final String language;
    @TempDir private Path dataDir;
    private ExampleServer server;

    SdkIT(String language) {
        this.language = language;
    }

    @BeforeEach
    void start() throws IOException, InterruptedException {
        server =
                ExampleServer.supervise(
                        dataDir, "src/test/resources/sdk-" + language + ".wasm", "");
        server.upload("plain", "src/test/resources/plain.wasm");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_facet_answers_its_supervisors_calls() throws IOException, InterruptedException {
        assertEquals("started", ask("start/a/supervisor", ""));
        assertEquals("200 héllo", ask("call/a/echo", "héllo"));
        String failed = ask("call/a/other", "");
        assertTrue(failed.startsWith("! ") && failed.contains("no method other"), failed);
        assertTrue(ask("call/nobody/echo", "").startsWith("! "));
        assertEquals("2", ask("usage/a", ""));
    }

    @Test
    void facets_are_started_with_options_copied_stopped_and_deleted()
            throws IOException, InterruptedException {
        assertTrue(ask("start/a/nobody", "").startsWith("! "));
        assertEquals("false", ask("running/a", ""));
        assertEquals("started", ask("start/a/supervisor", ""));
        assertEquals("200 \"p\" me", ask("fetch/a/props", ""));
        assertEquals("started", ask("start/plain/plain", ""));
        assertEquals("\"p\" me", ask("forward/plain", ""));
        assertEquals("deleted", ask("delete/plain", ""));
        assertEquals("cloned", ask("clone/a/b", ""));
        assertEquals("a b", ask("list", ""));
        assertEquals("false", ask("running/b", ""));
        assertEquals("deleted", ask("delete/b", ""));
        assertEquals("a", ask("list", ""));
        assertEquals("true", ask("running/a", ""));
        assertEquals("aborted", ask("abort/a", ""));
        assertEquals("false", ask("running/a", ""));
        assertTrue(ask("fetch/a/props", "").startsWith("! "));
    }

    @Test
    void code_that_a_supervisor_holds_is_loaded_and_run_once()
            throws IOException, InterruptedException {
        String digest = ask("resolve/supervisor", "");
        assertTrue(digest.matches("sha256:[0-9a-f]{64}"), digest);
        assertEquals("200 \"p\" me", ask("once/plain", ""));
        assertTrue(ask("once/" + digest, "").startsWith("! ")); // wants what it is not granted
        BodyPublisher wasm = BodyPublishers.ofFile(Path.of("hello-wat/hello.wasm"));
        String loaded = server.request("POST", "/o/demo/sdk/load", wasm).body();
        assertTrue(loaded.matches("sha256:[0-9a-f]{64}"), loaded);
        assertTrue(ask("load", "no module").startsWith("! "));
        assertTrue(ask("resolve/nobody", "").startsWith("! "));
        assertTrue(ask("once/nobody", "").startsWith("! "));
    }

    @Test
    void a_reply_goes_on_after_a_flush_and_a_detached_one_after_its_event()
            throws IOException, InterruptedException {
        assertEquals("one two", ask("flush", ""));
        CompletableFuture<String> reply = server.later("/o/demo/sdk/detach");
        while (!ask("write", "second").equals("written")) {
            Thread.sleep(20); // until the stream is there
        }
        assertEquals("closed", ask("close", ""));
        assertEquals("first second", reply.join());
        assertTrue(ask("write", "late").startsWith("! "));
    }

    private String ask(String operation, String body) throws IOException, InterruptedException {
        return server.request("POST", "/o/demo/sdk/" + operation, BodyPublishers.ofString(body))
                .body();
    }
}
