package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that no library sends, clients that never read, floods and storms. */
class HostileSocketsIT extends WithSockets {
    private RawSocket raw(String object) throws IOException {
        var socket = new RawSocket(server.socket(), path(object, "open/"));
        assertTrue(socket.isOpen(), socket.head);
        return socket;
    }

    /** Each is sent after the head; the bytes are hexadecimal. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    not-masked                 | 8101 61                      | 1002
                    a-reserved-bit             | c181 00000000 61             | 1002
                    another-reserved-bit       | 9181 00000000 61             | 1002
                    a-data-opcode-unknown      | 8381 00000000 61             | 1002
                    a-control-opcode-unknown   | 8b80 00000000                | 1002
                    a-ping-in-fragments        | 0980 00000000                | 1002
                    a-ping-of-126              | 89fe 007e 00000000           | 1002
                    a-close-of-126             | 88fe 007e 00000000           | 1002
                    a-close-of-one-byte        | 8881 00000000 03             | 1002
                    a-close-with-999           | 8882 00000000 03e7           | 1002
                    a-close-with-1004          | 8882 00000000 03ec           | 1002
                    a-close-with-1005          | 8882 00000000 03ed           | 1002
                    a-close-with-1006          | 8882 00000000 03ee           | 1002
                    a-close-with-1015          | 8882 00000000 03f7           | 1002
                    a-close-with-2000          | 8882 00000000 07d0           | 1002
                    a-close-with-5000          | 8882 00000000 1388           | 1002
                    a-reason-not-utf-8         | 8883 00000000 03e8 ff        | 1007
                    a-continuation-of-nothing  | 8081 00000000 61             | 1002
                    a-start-within-a-message   | 0181 00000000 61 8181 00000000 61 | 1002
                    a-continuation-after-all   | 8181 00000000 61 8080 00000000 | 1002
                    125-in-16-bits             | 81fe 007d 00000000           | 1002
                    65535-in-64-bits           | 81ff 000000000000ffff 00000000 | 1002
                    a-length-below-0           | 81ff ffffffffffffffff 00000000 | 1002
                    32-mib-and-a-byte          | 82ff 0000000002000001 00000000 | 1009
                    a-length-of-2-to-the-62    | 82ff 4000000000000000 00000000 | 1009
                    not-utf-8                  | 8181 00000000 ff             | 1007
                    a-surrogate                | 8183 00000000 eda080         | 1007
                    overlong                   | 8182 00000000 c080           | 1007
                    a-character-cut-off        | 8182 00000000 e282           | 1007
                    bad-over-fragments         | 0182 00000000 e282 8081 00000000 28 | 1007
                    """)
    void a_frame_that_is_not_allowed_closes_the_socket(String what, String hex, String code)
            throws IOException {
        try (var socket = raw(what)) {
            socket.send(HexFormat.of().parseHex(hex.replace(" ", "")));
            String next = socket.next();
            while (next.startsWith("1 ")) { // the answer to what came before
                next = socket.next();
            }
            assertTrue(next.startsWith("close " + code + " "), next);
            assertEquals("end", socket.next());
            String text = next.substring("close 1002 ".length());
            awaitAnswer(
                    what,
                    "heard",
                    "error -2 " + text + " new\nclose " + code + " " + text + " new\n");
        }
    }

    @Test
    void a_character_that_is_split_between_fragments_is_whole() throws IOException {
        try (var socket = raw("split")) {
            socket.send(0x01, new byte[] {(byte) 0xe2, (byte) 0x82});
            socket.send(0x00, new byte[] {(byte) 0xac});
            socket.send(RawSocket.FIN, new byte[0]);
            assertEquals("1 €", socket.next());
        }
    }

    @Test
    void control_frames_are_taken_between_fragments() throws IOException {
        try (var socket = raw("between")) {
            socket.send(RawSocket.TEXT, "one ");
            socket.send(RawSocket.FIN | RawSocket.PING, "ping");
            socket.send(RawSocket.FIN | RawSocket.PONG, "unasked");
            socket.send(RawSocket.FIN, "message");
            assertEquals("10 ping", socket.next());
            assertEquals("1 one message", socket.next());
            socket.send(RawSocket.FIN | RawSocket.PING, "p".repeat(125));
            assertEquals("10 " + "p".repeat(125), socket.next());
        }
    }

    @Test
    void a_close_frame_without_a_code_is_answered_with_one() throws IOException {
        try (var socket = raw("no-code")) {
            socket.send(RawSocket.FIN | RawSocket.CLOSE, "");
            assertEquals("close", socket.next());
            assertEquals("end", socket.next());
            awaitAnswer("no-code", "heard", "close 1005  new\n");
        }
    }

    @Test
    void what_follows_a_close_frame_is_not_read() throws IOException {
        try (var socket = raw("after-close")) {
            socket.send(RawSocket.FIN | RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
            socket.send(RawSocket.FIN | RawSocket.TEXT, "late");
            assertEquals("close 1000 ", socket.next());
            assertEquals("end", socket.next());
            awaitAnswer("after-close", "heard", "close 1000  new\n");
        }
    }

    @Test
    void a_message_of_32_mib_is_heard_also_in_many_fragments() throws IOException {
        try (var socket = raw("largest")) {
            byte[] mebibyte = new byte[1 << 20];
            Arrays.fill(mebibyte, (byte) 'x');
            byte[] first = ("size " + "x".repeat((1 << 20) - 5)).getBytes(UTF_8);
            socket.send(RawSocket.TEXT, first);
            for (int i = 0; i < 30; i++) {
                socket.send(0, mebibyte);
            }
            socket.send(RawSocket.FIN, mebibyte);
            assertEquals("1 " + (32 << 20), socket.next());
        }
    }

    @Test
    void fragments_without_end_are_cut_off_at_32_mib() throws IOException {
        try (var socket = raw("endless")) {
            byte[] mebibyte = new byte[1 << 20];
            socket.send(RawSocket.BINARY, mebibyte);
            for (int i = 1; i < 32; i++) {
                socket.send(0, mebibyte);
            }
            socket.send(0, new byte[1]);
            String next = socket.next();
            assertTrue(next.startsWith("close 1009 "), next);
        }
    }

    @Test
    void a_client_that_does_not_read_is_closed_with_1013_and_holds_nobody_up() throws IOException {
        try (var slow = raw("slow")) {
            var quick = open("slow", "");
            long sent = 0;
            while (ask("slow", "show/").lines().count() == 2) {
                // two thirds of what may be unsent: the quick one has read it by the next time
                sent += Long.parseLong(ask("slow", "flood/10/64"));
                for (int i = 0; i < 10; i++) {
                    assertEquals("text " + "x".repeat(65_536), quick.next());
                }
                assertTrue(sent < 10_000, "nobody closes it");
            }
            assertEquals("text here", quick.ask("here"));
            String next = slow.next();
            while (next.startsWith("1 x")) {
                next = slow.next();
            }
            assertTrue(next.startsWith("close 1013 "), next);
            awaitAnswer(
                    "slow",
                    "heard",
                    """
                    error -2 the other side has left 1048576 bytes unread, or all slow ones together too many new
                    close 1013 the other side has left 1048576 bytes unread, or all slow ones together too many new
                    """);
        }
    }

    @Test
    void an_event_that_sends_more_than_may_be_unsent_closes_the_socket() {
        var client = open("too-much", "");
        assertEquals("16", ask("too-much", "flood/17/64"));
        String next = client.next();
        while (next.startsWith("text x")) { // some may have left before the rest was dropped
            next = client.next();
        }
        assertTrue(next.startsWith("close 1013 "), next);
        assertEquals("", ask("too-much", "show/"));
    }

    @Test
    void one_message_may_be_longer_than_what_may_be_unsent() {
        var client = open("long", "");
        assertEquals("1", ask("long", "flood/1/4096"));
        assertEquals("text " + "x".repeat(4 << 20), client.next());
    }

    @Test
    void a_flood_of_pings_and_of_automatic_responses_that_nobody_reads_costs_only_the_client()
            throws IOException {
        ask("flood", "auto", "ping\n" + "pong".repeat(500));
        Thread writer;
        try (var flood = raw("flood")) {
            byte[] ping = RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, "ping".getBytes(UTF_8));
            byte[] many = new byte[ping.length * 1_000];
            for (int i = 0; i < 1_000; i++) {
                System.arraycopy(ping, 0, many, i * ping.length, ping.length);
            }
            writer = Thread.ofVirtual().start(() -> sendUntilClosed(flood, many));
            for (int i = 0; i < 20; i++) { // meanwhile the facet serves
                ask("flood", "events");
            }
        }
        join(writer);
        awaitAnswer("flood", "show/", "");
    }

    private static void sendUntilClosed(RawSocket socket, byte[] bytes) {
        try {
            for (int i = 0; i < 1_000; i++) {
                socket.send(bytes);
            }
        } catch (IOException _) {
            // it is closed
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_storm_of_opens_and_closes_leaves_nothing() throws IOException {
        for (int round = 0; round < 5; round++) {
            List<RawSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sockets.add(raw("storm"));
            }
            for (int i = 0; i < sockets.size(); i++) {
                switch (i % 4) {
                    case 0 -> sockets.get(i).send(RawSocket.FIN | RawSocket.CLOSE, "");
                    case 1 -> sockets.get(i).send(new byte[] {0x55, 0x55, 0x55});
                    case 2 -> sockets.get(i).endOutput();
                    default -> {}
                }
            }
            for (var socket : sockets) {
                socket.close();
            }
        }
        awaitAnswer("storm", "show/", "");
    }

    @Test
    void a_request_for_a_socket_that_is_ill_formed_is_refused() throws IOException {
        String head = "GET " + path("bad", "open/") + " HTTP/1.1\r\nHost: h\r\n";
        String upgrade = head + "Upgrade: websocket\r\nConnection: upgrade\r\n";
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String reply = server.raw(upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 426 "), reply);
        assertTrue(reply.contains("WEBSOCKET_VERSION_UNSUPPORTED"), reply);
        assertTrue(reply.toLowerCase(Locale.ROOT).contains("sec-websocket-version: 13"));
        for (String fields :
                List.of(
                        "",
                        "Sec-WebSocket-Key: short\r\n",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n",
                        key + key)) {
            reply = server.raw(upgrade + "Sec-WebSocket-Version: 13\r\n" + fields + "\r\n");
            assertTrue(reply.startsWith("HTTP/1.1 400 "), reply);
        }
        // Who does not ask properly gets what any request gets.
        for (String other :
                List.of("Upgrade: h2c\r\nConnection: upgrade\r\n", "Upgrade: websocket\r\n")) {
            reply = server.raw(head + other + key + "Connection: close\r\n\r\n");
            assertTrue(reply.contains("-2 this request is no upgrade"), reply);
        }
    }

    @Test
    void frames_that_come_with_the_request_are_heard() throws IOException {
        String request =
                "GET "
                        + path("early", "open/")
                        + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\n\r\n";
        var frame =
                new String(
                        RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, "early".getBytes(UTF_8)),
                        ISO_8859_1);
        String reply = server.raw(request + frame);
        assertTrue(reply.startsWith("HTTP/1.1 101 "), reply);
        assertTrue(reply.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), reply);
        assertTrue(reply.contains("Lapidary-Request-Id: "), reply);
        assertTrue(reply.contains("Lapidary-Fuel: "), reply);
        assertTrue(reply.endsWith("early"), reply);
        assertFalse(reply.contains("Content-Length"), reply);
    }
}
