package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lapidary.host.storage.FaultyMain;
import lapidary.host.storage.HeldDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sockets send waits for the disk, as a client of a real library sees it. */
class SocketGateIT {
    private static final String FACETS = "{\"facets\": {\"app\": {\"module\": \"sockets\"}}}";

    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestServer start() {
        var server = new TestServer(data());
        server.upload("sockets", TestServer.guest("sockets")).isOk();
        server.put("/v1/namespaces/ws", FACETS).isOk();
        return server;
    }

    private SocketClient open(String url, String object) {
        return SocketClient.open(http, url + WithSockets.path(object, "open/"));
    }

    @Test
    void what_an_event_sends_is_heard_in_order_once_its_commit_is_durable_and_not_before()
            throws Exception {
        try (var server = start();
                var disk = new HeldDisk(data());
                var client = open(server.url(), "send")) {
            assertEquals("text first", client.ask("keep first"));
            disk.hold();
            client.send("keep second").send("keep third").send("only read");
            disk.awaitAsked(); // by whoever would send the first of them
            server.get("/v1/namespaces/ws/objects/send").isOk(); // the host goes on
            assertEquals(List.of(), client.heard());
            disk.letGo();
            assertEquals("text second", client.next());
            assertEquals("text third", client.next());
            assertEquals("text only read", client.next());
        }
    }

    @Test
    void a_close_is_heard_once_its_events_commit_is_durable_and_not_before() throws Exception {
        try (var server = start();
                var disk = new HeldDisk(data());
                var client = open(server.url(), "close")) {
            assertEquals("text first", client.ask("keep first"));
            disk.hold();
            client.send("keep-and-close second");
            disk.awaitAsked();
            server.get("/v1/namespaces/ws/objects/close").isOk();
            assertEquals(List.of(), client.heard());
            disk.letGo();
            assertEquals("close 4000 kept", client.next());
        }
    }

    @Test
    void what_the_close_handler_sends_and_its_code_wait_for_its_commit() throws Exception {
        try (var server = start();
                var disk = new HeldDisk(data());
                var client = open(server.url(), "handler")) {
            client.ask("attach answer");
            assertEquals("text first", client.ask("keep first"));
            disk.hold();
            client.sendClose(1000, "");
            disk.awaitAsked();
            server.get("/v1/namespaces/ws/objects/handler").isOk();
            assertEquals(List.of(), client.heard());
            disk.letGo();
            assertEquals("text goodbye", client.next());
            assertEquals("close 4001 answered", client.next());
        }
    }

    @Test
    void a_socket_is_open_once_the_commit_of_the_event_that_accepted_it_is_durable()
            throws Exception {
        try (var server = start();
                var disk = new HeldDisk(data())) {
            disk.hold();
            String url = server.url() + WithSockets.path("open", "open-kept/");
            var opening = CompletableFuture.supplyAsync(() -> SocketClient.open(http, url));
            disk.awaitAsked();
            server.get("/v1/namespaces/ws/objects/open").isOk();
            assertFalse(opening.isDone());
            disk.letGo();
            opening.join().close();
        }
    }

    /** All that ever comes over the connection is read, up to its end. */
    @Test
    void what_an_event_sends_is_never_heard_if_its_commit_cannot_be_made_durable()
            throws Exception {
        assertNothingIsHeardOf("keep second", "text second");
    }

    @Test
    void a_close_is_never_heard_if_its_events_commit_cannot_be_made_durable() throws Exception {
        assertNothingIsHeardOf("keep-and-close second", "close 4000 kept");
    }

    private void assertNothingIsHeardOf(String message, String answer) throws Exception {
        start().close();
        try (var server = startFaulty();
                var client = open(server.url(), "lost")) {
            assertEquals("text first", client.ask("keep first"));
            failNextSync();
            client.send(message);
            var heard = new ArrayList<String>();
            do {
                heard.add(client.next());
            } while (heard.getLast().startsWith("text "));
            assertFalse(heard.contains(answer), () -> "heard " + heard);
            assertEquals(1, heard.size(), () -> "heard " + heard);
            assertEquals(74, server.exitStatus(), server.log());
        }
        try (var again = new TestServer(data())) {
            String kept = again.post(WithSockets.path("lost", "kept"), "").isOk().body();
            assertTrue(List.of("first", "second").contains(kept), kept);
        }
    }

    private HostProcess startFaulty() throws Exception {
        return new HostProcess(
                data(),
                Files.createTempFile(folder, "log", ".txt"),
                FaultyMain.class.getName(),
                List.of(faults().toString(), data().toString()));
    }

    private void failNextSync() throws Exception {
        Path written = Files.writeString(folder.resolve("faults.new"), "0");
        Files.move(written, faults(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path faults() {
        return folder.resolve("faults");
    }
}
