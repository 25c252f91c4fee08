package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WebSockets as a client of a real library sees them, and as their facet does. */
class WebSocketIT extends WithSockets {
    @Test
    void a_guest_accepts_a_socket_and_answers_its_messages_in_order() {
        var client = open("echo", "");
        assertEquals("text hello", client.ask("hello"));
        client.send("one").send("two").send("three");
        assertEquals("text one", client.next());
        assertEquals("text two", client.next());
        assertEquals("text three", client.next());
        assertEquals("text é 🙂", client.ask("é 🙂"));
        client.send(new byte[] {0, (byte) 0xff, 7});
        assertEquals("binary 00ff07", client.next());
    }

    @Test
    void a_message_in_fragments_is_one_message() {
        var client = open("fragments", "");
        client.sendInParts("in ", "three ", "parts");
        assertEquals("text in three parts", client.next());
        client.sendInParts("", "", "");
        assertEquals("text ", client.next());
    }

    @Test
    void messages_of_every_length_of_frame_come_whole() {
        var client = open("lengths", "");
        for (int length : List.of(0, 125, 126, 65_535, 65_536, 1 << 20, 9 << 20)) {
            assertEquals("text " + "x".repeat(length), client.ask("x".repeat(length)));
        }
    }

    @Test
    void what_is_sent_with_the_acceptance_follows_it() {
        assertEquals("text welcome", openAt("greet", "open-and-greet/").next());
        assertEquals("close 4003 not today", openAt("reject", "open-and-close/").next());
    }

    @Test
    void the_guest_chooses_one_of_the_protocols_that_its_client_offers() {
        try (var client =
                SocketClient.open(
                        http, url("protocol", "open-with-protocol/"), List.of("other", "chat"))) {
            assertEquals("chat", client.protocol());
        }
    }

    @Test
    void an_upgrade_that_is_not_accepted_gets_an_ordinary_reply() {
        assertEquals(200, SocketClient.refusal(http, url("refused", "events")));
        assertEquals(404, SocketClient.refusal(http, url("refused", "nothing")));
        assertEquals(500, SocketClient.refusal(http, url("refused", "open-then-trap/a")));
        assertEquals("", ask("refused", "show/"));
        assertEquals(404, SocketClient.refusal(http, server.url() + "/o/ws/x/nobody/open/"));
    }

    @Test
    void a_request_that_is_no_upgrade_cannot_be_accepted() {
        assertTrue(ask("plain", "open/a").startsWith("-2 this request is no upgrade"));
    }

    @Test
    void a_request_that_became_a_socket_has_no_other_answer() {
        var client = openAt("answer", "open-then-reply/");
        String told = client.next();
        assertEquals(4, told.split("-2 ", -1).length - 1, told);
    }

    @Test
    void sockets_are_found_by_their_tags_in_the_order_of_their_acceptance() {
        var first = open("tags", "room,a");
        var second = open("tags", "room,b");
        var third = open("tags", "");
        assertEquals("text room;a;", first.ask("tags"));
        assertEquals("text ", third.ask("tags"));
        String ids = id(first) + " new\n" + id(second) + " new\n";
        assertEquals(ids, ask("tags", "show/room"));
        assertEquals(ids + id(third) + " new\n", ask("tags", "show/"));
        assertEquals(id(second) + " new\n", ask("tags", "show/b"));
        assertEquals("", ask("tags", "show/c"));
        assertEquals("2", ask("tags", "send/room", "to the room"));
        assertEquals("text to the room", first.next());
        assertEquals("text to the room", second.next());
        assertEquals("text alone", third.ask("alone"));
    }

    private static String id(SocketClient client) {
        return client.ask("id").substring("text ".length());
    }

    @Test
    void ten_tags_of_256_bytes_are_taken_and_no_more() {
        var client = open("many-tags", "1,2,3,4,5,6,7,8,9,tenth");
        assertEquals("text 1;2;3;4;5;6;7;8;9;tenth;", client.ask("tags"));
        var long256 = SocketClient.open(http, url("many-tags", "open/" + "t".repeat(256)));
        assertEquals("text " + "t".repeat(256) + ";", long256.ask("tags"));
        long256.close();
        assertEquals(
                200, SocketClient.refusal(http, url("many-tags", "open/1,2,3,4,5,6,7,8,9,10,11")));
        assertEquals(200, SocketClient.refusal(http, url("many-tags", "open/" + "t".repeat(257))));
    }

    @Test
    void pings_are_answered_without_the_facet() {
        var client = open("ping", "");
        assertEquals("pong are you there", client.ping("are you there").next());
        assertEquals("text 2", client.ask("events"));
    }

    @Test
    void a_text_is_answered_without_waking_the_facet() {
        var client = open("auto", "");
        assertEquals("0", ask("auto", "auto", "ping\npong"));
        assertEquals("text pong", client.ask("ping"));
        assertEquals("text pong", client.ask("ping"));
        assertEquals("text pings", client.ask("pings"));
        client.send("ping".getBytes(UTF_8));
        assertEquals("binary 70696e67", client.next());
        assertEquals("text 5", client.ask("events"));
        server.post(path("auto", "auto-then-trap"), "ping\nnever").isProblem(500, "GUEST_TRAPPED");
        assertEquals("text pong", client.ask("ping"));
        assertEquals("0", ask("auto", "auto", "\n"));
        assertEquals("text ping", client.ask("ping"));
    }

    @Test
    void what_an_event_that_failed_has_sent_and_attached_never_happened() {
        var client = open("undone", "");
        server.post(path("undone", "send-then-trap"), "").isProblem(500, "GUEST_TRAPPED");
        assertEquals("text still here", client.ask("still here"));
        assertEquals("text new", client.ask("attachment"));
    }

    @Test
    void what_was_sent_before_a_commit_point_leaves_though_the_event_fails() {
        var client = open("half", "");
        try {
            server.post(path("half", "send-flush-trap"), "");
            throw new AssertionError("the reply should have broken off");
        } catch (UncheckedIOException _) {
            // as it did
        }
        assertEquals("text before", client.next());
        assertEquals("text next", client.ask("next"));
    }

    @Test
    void a_message_whose_event_fails_is_lost_and_its_socket_and_the_others_stay_open() {
        var failing = open("trap", "");
        var other = open("trap", "");
        failing.send("trap");
        assertEquals("text after", failing.ask("after"));
        assertEquals("text new", failing.ask("attachment"));
        assertEquals("text other", other.ask("other"));
        assertEquals("text 2", other.ask("others"));
    }

    @Test
    void an_event_that_burns_all_its_fuel_is_undone_and_the_sockets_stay_open() {
        server.put(
                        "/v1/namespaces/poor",
                        """
                        {"facets": {"app": {"module": "sockets",
                                            "limits": {"fuelPerEvent": 20000000}}}}
                        """)
                .isOk();
        try (var client = SocketClient.open(http, server.url() + "/o/poor/o/app/open/")) {
            client.send("loop");
            assertEquals("text on", client.ask("on"));
        }
    }

    @Test
    void an_attachment_of_16_384_bytes_is_kept_and_no_longer_one() {
        var client = open("attach", "");
        String largest = "a".repeat(16_384);
        assertEquals("text 0", client.ask("attach " + largest));
        assertTrue(client.ask("attach b" + largest).startsWith("text -6 "));
        assertEquals("text " + largest, client.ask("attachment"));
        assertEquals("text 0", client.ask("attach "));
        assertEquals("text ", client.ask("attachment"));
    }

    @Test
    void a_client_that_closes_is_answered_with_its_own_code_and_the_facet_hears_of_it() {
        var client = open("closes", "");
        client.ask("attach mine");
        client.sendClose(3123, "so long");
        assertEquals("close 3123 ", client.next().substring(0, 11));
        awaitAnswer("closes", "heard", "close 3123 so long mine\n");
        assertEquals("", ask("closes", "show/"));
    }

    @Test
    void the_close_handler_may_say_more_and_choose_the_code() {
        var client = open("handler", "");
        client.ask("attach answer");
        client.sendClose(1000, "");
        assertEquals("text goodbye", client.next());
        assertEquals("close 4001 answered", client.next());
    }

    @Test
    void a_close_handler_that_fails_is_not_tried_again_and_the_socket_closes() {
        var client = open("handler-fails", "");
        client.ask("attach trap");
        client.sendClose(3000, "");
        assertEquals("close 3000 ", client.next());
        assertEquals("", ask("handler-fails", "heard"));
        awaitAnswer("handler-fails", "show/", "");
    }

    @Test
    void the_facet_closes_with_a_code_after_what_it_sent_before() {
        var client = open("close", "");
        client.send("close 4321");
        assertEquals("text closing", client.next());
        assertEquals("close 4321 as you wish", client.next());
        awaitAnswer("close", "heard", "close 4321  new\n"); // as the client answered
    }

    @Test
    void codes_that_nobody_may_send_are_refused() {
        var client = open("codes", "");
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1015, 2999, 5000, -1)) {
            assertEquals("text closing", client.ask("close " + code));
            assertTrue(client.next().startsWith("text -2 a close code is"), code + "");
        }
    }

    @Test
    void a_socket_that_the_facet_has_closed_is_not_listed_and_not_sent_to() {
        var client = open("closed", "x");
        assertEquals("1 closed, 0 left, then -10 ", ask("closed", "close/x").substring(0, 27));
        assertEquals("close 4000 bye", client.next());
        assertEquals("", ask("closed", "show/"));
    }

    @Test
    void a_client_that_vanishes_is_an_error_and_then_a_close_with_1006() {
        var client = open("vanishes", "");
        client.ask("attach who");
        client.abort();
        awaitAnswer(
                "vanishes",
                "heard",
                """
                error -2 the connection ended without a close frame who
                close 1006 the connection ended without a close frame who
                """);
        assertEquals("", ask("vanishes", "show/"));
    }

    @Test
    void a_facet_names_its_own_sockets_only() {
        var mine = open("mine", "");
        String id = id(mine);
        for (String operation : List.of("send-to/", "close-it/", "attachment-of/")) {
            assertTrue(ask("thief", operation + id, "stolen").startsWith("-10 "), operation);
            assertTrue(ask("thief", operation + "0", "").startsWith("-2 "), operation);
            assertTrue(ask("thief", operation + "-5", "").startsWith("-2 "), operation);
        }
        assertEquals("0", ask("mine", "send-to/" + id, "mine"));
        assertEquals("text mine", mine.next());
    }
}
