package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Clients that take their time, break off, or never look at what they are sent. */
class SlowClientsIT extends WithProbe {
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

    @Test
    void a_short_body_that_does_not_come_keeps_no_turn() throws IOException {
        try (var slow =
                send("POST /o/test/turn/app/echo" + HOST + "Content-Length: 5\r\n\r\nhell")) {
            // The facet serves others meanwhile, whatever their number.
            for (int i = 0; i < 3; i++) {
                server.probe("turn", "events", "").isOk();
            }
            write(slow, "o");
            assertEquals("HTTP/1.1 200 OK", firstLine(slow));
        }
    }

    @Test
    void a_long_body_that_does_not_come_keeps_the_turn_only_so_long() throws IOException {
        String head = "POST /o/test/long/app/events" + HOST + "Content-Length: 100000\r\n\r\n";
        try (var slow = send(head + "x".repeat(80_000))) {
            // Waits for the turn that the slow one has, until its patience is at its end.
            assertTrue(server.probe("long", "echo", "after").isOk().body().endsWith("after"));
            assertEquals("HTTP/1.1 200 OK", firstLine(slow)); // the guest was told UNAVAILABLE
        }
    }

    @Test
    void an_abort_ends_an_event_that_waits_for_its_body() throws Exception {
        String head = "POST /o/test/ended/app/kv-put/key" + HOST + "Content-Length: 100000\r\n\r\n";
        for (var ending : List.of("/facets/app/abort", "")) { // the facet's event, the whole object
            try (var slow = send(head + "x".repeat(80_000))) {
                endUntilAnswered("/v1/namespaces/test/objects/ended" + ending, slow);
                String reply = new String(slow.getInputStream().readAllBytes(), ISO_8859_1);
                assertTrue(reply.startsWith("HTTP/1.1 409 Conflict\r\n"), reply);
                assertTrue(reply.contains("\"code\":\"FACET_ABORTED\""), reply);
                assertTrue(reply.toLowerCase(Locale.ROOT).contains("connection: close"), reply);
            }
            assertTrue(server.probe("ended", "kv-get/key", "").body().startsWith("-1 "));
        }
    }

    /** Aborts or deletes: what comes before the event does not end it. */
    private static void endUntilAnswered(String path, Socket slow) throws Exception {
        while (slow.getInputStream().available() == 0) {
            if (path.endsWith("abort")) {
                server.post(path, "");
            } else {
                server.delete(path);
            }
            Thread.sleep(20);
        }
    }

    @Test
    void a_client_that_does_not_read_what_is_flushed_keeps_the_turn_only_so_long()
            throws IOException {
        server.upload("flood", TestServer.guest("hostile/response-flushed-for-ever")).isOk();
        server.put("/v1/namespaces/test/objects/deaf/facets/flood", "{\"module\": \"flood\"}")
                .isOk();
        try (var deaf = send("GET /o/test/deaf/flood/" + HOST + "\r\n")) {
            assertEquals("HTTP/1.1 200 OK", firstLine(deaf));
            // Its flush is CLOSED, and so it traps: the turn is free for the next.
            server.post(
                            "/v1/namespaces/test/objects/deaf/facets/flood/sql",
                            "{\"sql\": \"SELECT 1\"}")
                    .isOk();
        }
    }

    @Test
    void a_head_that_does_not_end_is_told_so() throws IOException {
        try (var slow = send("GET /health/live" + HOST + "X: ")) {
            assertEquals("HTTP/1.1 408 Request Timeout", firstLine(slow));
        }
    }

    @Test
    void clients_that_break_off_anywhere_leave_nothing_behind() throws IOException {
        String whole = "POST /o/test/cut/app/echo" + HOST + "Content-Length: 10\r\n\r\n0123456789";
        for (int length = 1; length < whole.length(); length++) {
            try (var cut = send(whole.substring(0, length))) {
                cut.setSoLinger(true, 0); // a reset, not an end
            }
        }
        assertEquals("1", server.probe("cut", "events", "").isOk().body());
    }

    @Test
    void half_closed_clients_get_their_replies() throws IOException {
        String reply =
                server.raw("POST /o/test/half/app/echo" + HOST + "Content-Length: 2\r\n\r\nhi");
        assertTrue(reply.startsWith("HTTP/1.1 200") && reply.endsWith("hi"), reply);
    }

    @Test
    void an_endless_body_of_chunks_ends_at_its_limit() throws IOException {
        byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(ISO_8859_1);
        try (var endless = send("POST /o/test/endless/app/half-body" + HOST)) {
            write(endless, "Transfer-Encoding: chunked\r\n\r\n");
            // The guest does not read it, and the host reads on, to see whether a request follows.
            int sent = 0;
            try {
                for (; sent < 200; sent++) {
                    endless.getOutputStream().write(chunk);
                }
            } catch (IOException e) {
                assertTrue(e.getMessage() != null);
            }
            assertTrue(sent < 200, "the host took " + sent + " MiB");
        }
    }

    @Test
    void an_endless_body_that_a_guest_reads_is_refused_all_the_same() throws IOException {
        server.upload("reads", TestServer.guest("hostile/body-for-ever")).isOk();
        server.put("/v1/namespaces/test/objects/endless/facets/reads", "{\"module\": \"reads\"}")
                .isOk();
        byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(ISO_8859_1);
        try (var endless = send("POST /o/test/endless/reads/" + HOST)) {
            write(endless, "Transfer-Encoding: chunked\r\n\r\n");
            for (int sent = 0; sent <= 100; sent++) {
                endless.getOutputStream().write(chunk);
            }
            assertEquals("HTTP/1.1 413 Request Entity Too Large", firstLine(endless));
        }
    }

    @Test
    void idle_connections_keep_nobody_out() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                idle.add(server.socket());
            }
            server.get("/health/live").isOk();
            write(idle.getLast(), "GET /health/live" + HOST + "\r\n");
            assertEquals("HTTP/1.1 200 OK", firstLine(idle.getLast()));
        } finally {
            for (var socket : idle) {
                socket.close();
            }
        }
    }

    private static Socket send(String text) throws IOException {
        var socket = server.socket();
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String firstLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int b = socket.getInputStream().read(); b >= 0 && b != '\r'; ) {
            line.append((char) b);
            b = socket.getInputStream().read();
        }
        return line.toString();
    }
}
