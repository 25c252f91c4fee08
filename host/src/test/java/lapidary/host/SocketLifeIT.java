package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.host.app.ServerOptions;
import org.junit.jupiter.api.Test;

/** What sockets outlive, and what ends them. */
class SocketLifeIT extends WithSockets {
    private static final int MANY = 2_000;

    @Test
    void many_sockets_stay_open_while_their_facet_sleeps_and_wake_it() throws Exception {
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                sockets.add(new RawSocket(server.socket(), path("many", "open/")));
                assertTrue(sockets.getLast().isOpen());
            }
            assertEquals(MANY, ask("many", "show/").lines().count());
            awaitHibernation("many");
            for (var socket : sockets) { // answered by the host
                socket.send(RawSocket.FIN | RawSocket.PING, "");
            }
            for (var socket : sockets) {
                assertEquals("10 ", socket.next());
            }
            assertEquals("hibernated", state("many"));
            sockets.get(7).send(RawSocket.FIN | RawSocket.TEXT, "events");
            assertEquals("1 1", sockets.get(7).next()); // its memory was lost
            assertEquals("" + MANY, ask("many", "send/", "to all"));
            for (var socket : sockets) {
                assertEquals("1 to all", socket.next());
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        awaitAnswer("many", "show/", "");
    }

    @Test
    void a_socket_keeps_its_tags_its_attachment_and_the_automatic_response_while_its_facet_sleeps()
            throws Exception {
        ask("sleep", "auto", "ping\npong");
        var client = open("sleep", "a,b");
        client.ask("attach mine");
        String shown = ask("sleep", "show/b");
        awaitHibernation("sleep");
        assertEquals("text pong", client.ask("ping"));
        assertEquals("hibernated", state("sleep"));
        assertEquals("text mine", client.ask("attachment"));
        assertEquals("text 2", client.ask("events"));
        assertEquals("text a;b;", client.ask("tags"));
        assertEquals(shown, ask("sleep", "show/b"));
    }

    /** An object without sockets is let go after a minute; one with sockets is not. */
    @Test
    void a_socket_outlives_the_trap_of_its_facet_and_of_another_event() {
        var client = open("trapped", "");
        client.ask("attach mine");
        server.post(path("trapped", "trap"), "").isProblem(500, "GUEST_TRAPPED");
        assertEquals("text mine", client.ask("attachment"));
        assertEquals("text 2", client.ask("events"));
    }

    @Test
    void a_socket_goes_on_with_the_new_code_when_its_modules_name_means_another() {
        server.upload("changing", TestServer.guestLike("sockets", "one")).isOk();
        server.put("/v1/namespaces/changing", "{\"facets\": {\"app\": {\"module\": \"changing\"}}}")
                .isOk();
        try (var client = SocketClient.open(http, server.url() + "/o/changing/o/app/open/")) {
            client.ask("attach mine");
            server.upload("changing", TestServer.guestLike("sockets", "two")).isOk();
            assertEquals("text mine", client.ask("attachment"));
            assertEquals("text 2", client.ask("events"));
        }
    }

    @Test
    void an_abort_closes_the_sockets_with_1012() {
        var client = open("aborted", "");
        server.post("/v1/namespaces/ws/objects/aborted/facets/app/abort", "{\"reason\": \"tests\"}")
                .isOk();
        String next = client.next();
        assertTrue(next.startsWith("close 1012 the facet was ended"), next);
        assertEquals("", ask("aborted", "show/"));
        assertEquals("", ask("aborted", "heard"));
    }

    @Test
    void an_abort_ends_a_sockets_event_that_runs() {
        var client = open("runs", "");
        client.send("loop");
        var other = open("calm", "");
        server.post("/v1/namespaces/ws/objects/runs/facets/app/abort", "").isOk();
        assertTrue(client.next().startsWith("close 1012 "));
        assertEquals("text calm", other.ask("calm"));
    }

    @Test
    void the_deletion_of_facet_or_object_closes_the_sockets_with_1001() {
        var client = open("deleted", "");
        server.delete("/v1/namespaces/ws/objects/deleted/facets/app").isOk();
        assertTrue(client.next().startsWith("close 1001 the facet was ended: it was deleted"));
        var next = open("deleted", "");
        server.delete("/v1/namespaces/ws/objects/deleted").isOk();
        assertTrue(next.next().startsWith("close 1001 "));
    }

    @Test
    void new_options_close_the_sockets_with_1012() {
        var client = open("options", "");
        server.put(
                        "/v1/namespaces/ws/objects/options/facets/app",
                        "{\"module\": \"sockets\", \"env\": {\"NEW\": \"yes\"}}")
                .isOk();
        assertTrue(client.next().startsWith("close 1012 "));
    }

    @Test
    void the_automatic_response_outlives_a_restart_of_the_server_and_sockets_close_with_1001()
            throws IOException {
        var folder = dataDir.resolve("another");
        try (var another =
                new TestServer(new ServerOptions(folder, "127.0.0.1", 0, Optional.empty()))) {
            another.upload("sockets", TestServer.guest("sockets")).isOk();
            another.put("/v1/namespaces/ws", "{\"facets\": {\"app\": {\"module\": \"sockets\"}}}")
                    .isOk();
            another.post(path("o", "auto"), "ping\npong").isOk();
            var client = SocketClient.open(http, another.url() + path("o", "open/"));
            assertEquals("text pong", client.ask("ping"));
            another.restart();
            assertEquals("close 1001 the server is stopping", client.next());
            var next = SocketClient.open(http, another.url() + path("o", "open/"));
            assertEquals("text pong", next.ask("ping"));
            assertEquals("text 2", next.ask("events"));
            next.close();
        }
    }

    private static String state(String object) {
        return server.get("/v1/namespaces/ws/objects/" + object)
                .isOk()
                .json()
                .path("facets")
                .get(0)
                .path("state")
                .asString();
    }

    private static void awaitHibernation(String object) throws InterruptedException {
        for (int i = 0; i < 600 && !state(object).equals("hibernated"); i++) {
            Thread.sleep(100);
        }
        assertEquals("hibernated", state(object));
    }
}
