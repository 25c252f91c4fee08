package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Replies that stay open after their event: server-sent events. */
class StreamIT extends WithSockets {
    private static final String BEGUN = "data: begun";

    private static BufferedReader reader(HttpResponse<java.io.InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static BufferedReader stream(String object) throws IOException {
        var response = server.open(server.request(path(object, "stream")).GET());
        assertEquals(200, response.statusCode());
        assertEquals("text/event-stream", response.headers().firstValue("content-type").orElse(""));
        var lines = reader(response);
        assertEquals(BEGUN, lines.readLine());
        assertEquals("", lines.readLine());
        return lines;
    }

    @Test
    void what_later_events_write_reaches_the_reader_in_order_and_ends_with_the_stream()
            throws IOException {
        try (var lines = stream("sse")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("0", ask("sse", "write", "data: " + i + "\n"));
                assertEquals("data: " + i, lines.readLine());
            }
            assertEquals("0", ask("sse", "write", "last\n"));
            assertEquals("0", ask("sse", "end"));
            assertEquals("last", lines.readLine());
            assertEquals(null, lines.readLine());
        }
        assertTrue(ask("sse", "write", "late").startsWith("-10 "));
        assertTrue(ask("sse", "end").startsWith("-10 "));
    }

    @Test
    void a_stream_has_its_events_fuel_as_a_trailer() throws IOException {
        try (var socket = server.socket()) {
            socket.getOutputStream()
                    .write(
                            ("GET " + path("trailer", "stream") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            while (!ask("trailer", "stream-id").matches("[0-9]+")) {
                Thread.onSpinWait();
            }
            while (!ask("trailer", "end").equals("0")) {
                Thread.onSpinWait(); // the reply's head may be on its way yet
            }
            String reply =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .toLowerCase(Locale.ROOT);
            assertTrue(reply.contains("\r\ntrailer: lapidary-fuel\r\n"), reply);
            assertTrue(reply.contains("\r\nconnection: close\r\n"), reply);
            assertTrue(
                    reply.matches("(?s).*\r\n0\r\n(.*\r\n)?lapidary-fuel: [0-9]+\r\n\r\n"), reply);
        }
    }

    @Test
    void nothing_of_an_event_that_fails_is_written_and_there_is_no_stream_of_one()
            throws IOException {
        try (var lines = stream("fails")) {
            server.post(path("fails", "write-then-trap"), "never\n")
                    .isProblem(500, "GUEST_TRAPPED");
            assertEquals("0", ask("fails", "write", "ever\n"));
            assertEquals("ever", lines.readLine());
            server.post(path("fails", "stream-then-trap"), "").isProblem(500, "GUEST_TRAPPED");
            assertEquals("0", ask("fails", "write", "again\n"));
            assertEquals("again", lines.readLine());
        }
    }

    @Test
    void a_stream_whose_reader_has_gone_is_closed() throws Exception {
        stream("gone").close();
        for (int i = 0; i < 600 && ask("gone", "write", "x").equals("0"); i++) {
            Thread.sleep(50);
        }
        assertTrue(ask("gone", "write", "x").startsWith("-10 "));
    }

    @Test
    void a_reader_that_leaves_a_mebibyte_unread_loses_the_stream() throws Exception {
        try (var socket = server.socket()) {
            socket.getOutputStream()
                    .write(
                            ("GET " + path("slow", "stream") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            while (!ask("slow", "stream-id").matches("[0-9]+")) {
                Thread.sleep(10);
            }
            String part = "x".repeat(60_000);
            int written = 0;
            String result = ask("slow", "write", part);
            while (result.equals("0")) {
                assertTrue(++written < 10_000, "nobody ends it");
                result = ask("slow", "write", part);
            }
            assertTrue(result.startsWith("-10 the other side has left 1048576 bytes"), result);
            String reply =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 200 "), reply.substring(0, 100));
            assertTrue(!reply.endsWith("\r\n0\r\n\r\n"), "it looks whole");
        }
    }

    @Test
    void a_facet_writes_to_its_own_streams_only() throws IOException {
        try (var lines = stream("mine")) {
            String id = ask("mine", "stream-id");
            assertTrue(ask("thief", "write-to/" + id, "stolen").startsWith("-10 "));
            assertTrue(ask("thief", "write-to/0", "x").startsWith("-2 "));
            assertEquals("0", ask("mine", "write-to/" + id, "mine\n"));
            assertEquals("mine", lines.readLine());
        }
    }

    @Test
    void a_stream_ends_when_nobody_has_written_until_its_facet_sleeps() throws IOException {
        try (var lines = stream("sleeps")) {
            assertEquals(null, lines.readLine()); // whole, some ten seconds later
        }
        assertTrue(ask("sleeps", "write", "x").startsWith("-10 "));
    }

    @Test
    void an_abort_breaks_the_stream_off() throws IOException {
        try (var lines = stream("aborted")) {
            server.post("/v1/namespaces/ws/objects/aborted/facets/app/abort", "").isOk();
            assertThrows(IOException.class, lines::readLine);
        }
    }

    @Test
    void a_head_request_has_no_stream() throws IOException {
        String reply =
                server.raw("HEAD " + path("head", "stream") + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
        assertTrue(reply.endsWith("\r\n\r\n"), reply);
        assertTrue(ask("head", "write", "x").startsWith("-10 "));
    }
}
