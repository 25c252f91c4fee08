package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Bodies that come and replies that go in parts, within one event. */
class StreamingIT extends WithSockets {
    private static final int PART = 65_536;

    private static Socket request(String method, String operation, String fields)
            throws IOException {
        var socket = server.socket();
        String head =
                method
                        + " "
                        + path("streaming", operation)
                        + " HTTP/1.1\r\nHost: h\r\n"
                        + fields
                        + "\r\n";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        return socket;
    }

    private static void chunk(Socket socket, String data) throws IOException {
        String chunk = Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
        socket.getOutputStream().write(chunk.getBytes(ISO_8859_1));
    }

    /** Reads until that letter has come so often. */
    private static void awaitLetters(InputStream in, char letter, int count) throws IOException {
        int left = count;
        while (left > 0) {
            int next = in.read();
            assertTrue(next >= 0, "it ended");
            left -= next == letter ? 1 : 0;
        }
    }

    @Test
    void a_reply_is_read_while_its_requests_body_is_still_written() throws IOException {
        try (var socket = request("POST", "echo-parts", "Transfer-Encoding: chunked\r\n")) {
            for (char letter : "XYZ".toCharArray()) { // none of which is in the reply's head
                chunk(socket, String.valueOf(letter).repeat(PART));
                awaitLetters(socket.getInputStream(), letter, PART);
            }
            socket.getOutputStream().write("0\r\n\r\n".getBytes(ISO_8859_1));
            String end = readUntil(socket, "\r\n\r\n").toLowerCase(Locale.ROOT);
            assertTrue(
                    end.matches("(?s)\\r\\n0\\r\\n(.*\\r\\n)?lapidary-fuel: [0-9]+\\r\\n\\r\\n"),
                    end);
            // The connection goes on.
            socket.getOutputStream()
                    .write(
                            ("GET " + path("streaming", "nothing") + " HTTP/1.1\r\nHost: h\r\n\r\n")
                                    .getBytes(ISO_8859_1));
            assertTrue(readUntil(socket, "\r\n\r\n").startsWith("HTTP/1.1 404 "));
        }
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        var read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, read.toString());
            read.append((char) next);
        }
        return read.toString();
    }

    @Test
    void a_client_that_vanishes_while_a_reply_streams_is_told_to_the_guest_whose_event_goes_on()
            throws IOException {
        try (var socket = request("GET", "flush-until-closed", "")) {
            awaitLetters(socket.getInputStream(), 'm', 3);
            socket.setSoLinger(true, 0); // and resets the connection
        }
        awaitAnswer("streaming", "flushed", "-10 the client has gone");
    }

    @Test
    void of_two_clients_that_leave_during_an_event_the_first_close_still_lists_the_other()
            throws IOException {
        var first = open("streaming", "");
        first.ask("attach count");
        var second = open("streaming", "");
        second.ask("attach count");
        try (var socket = request("POST", "echo-parts", "Transfer-Encoding: chunked\r\n")) {
            chunk(socket, "X".repeat(PART));
            awaitLetters(socket.getInputStream(), 'X', PART); // the event has the turn
            first.sendClose(1000, "");
            second.sendClose(1000, "");
            chunk(socket, "Y".repeat(PART));
            awaitLetters(socket.getInputStream(), 'Y', PART);
            socket.getOutputStream().write("0\r\n\r\n".getBytes(ISO_8859_1));
        }
        String close = "close 1000  count\n";
        awaitAnswer(
                "streaming", "heard", close + "listed 1  count\n" + close + "listed 0  count\n");
    }

    @Test
    void a_body_that_breaks_off_while_a_guest_reads_it_undoes_the_event() throws IOException {
        try (var socket = request("POST", "echo-parts", "Content-Length: 200000\r\n")) {
            socket.getOutputStream().write("b".repeat(PART).getBytes(ISO_8859_1));
            awaitLetters(socket.getInputStream(), 'b', PART);
            socket.shutdownOutput();
            String rest = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(!rest.contains("\r\n0\r\n"), "it looks whole: " + rest);
        }
        assertEquals("1", ask("broken-off", "events"));
    }
}
