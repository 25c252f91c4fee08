package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The chat room in AssemblyScript. Each test has a room of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChatIT {
    private static final String ADA_CAME = "{\"type\": \"joined\", \"name\": \"Ada\"}";
    private static final String BOB_CAME = "{\"type\": \"joined\", \"name\": \"Bob\"}";

    private final ExampleServer server;
    private final List<ExampleSocket> sockets = new ArrayList<>();

    ChatIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server = ExampleServer.deploy(dataDir, "chat-as/chat.wasm");
        server.configure("brief", room("\"env\": {\"KEEP_SECONDS\": \"1\"}"));
        server.configure("idle", room("\"env\": {}"));
    }

    private static String room(String options) {
        return "{\"facets\": {\"app\": {\"module\": \"example\", " + options + "}}}";
    }

    @AfterEach
    void leave() {
        sockets.forEach(ExampleSocket::close);
        sockets.clear();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void what_one_says_both_hear_and_nobody_in_another_room() throws InterruptedException {
        ExampleSocket ada = enter("demo/talk", "Ada");
        assertEquals(welcome("Ada"), ada.next());
        assertEquals(ADA_CAME, ada.next());
        ExampleSocket bob = enter("demo/talk", "Bob");
        assertEquals(welcome("Ada", "Bob"), bob.next());
        assertEquals(BOB_CAME, bob.next());
        assertEquals(BOB_CAME, ada.next());
        ExampleSocket elsewhere = enter("demo/elsewhere", "Eve");
        elsewhere.next(2).forEach(_ -> {});

        ada.say("hello, \"Bob\" <b>&");
        String said = said(1, "Ada", "hello, \\\"Bob\\\" <b>&");
        assertEquals(said, ada.next());
        assertEquals(said, bob.next());
        bob.say("  héllo \uD83D\uDE00 ");
        assertEquals(said(2, "Bob", "héllo \uD83D\uDE00"), ada.next());
        elsewhere.hearsNothing();
    }

    @Test
    void who_comes_later_hears_what_was_said_and_who_comes_again_only_what_was_missed()
            throws InterruptedException {
        ExampleSocket ada = enter("demo/later", "Ada");
        ada.next(2).forEach(_ -> {});
        ada.say("one").say("two").say("three").next(3).forEach(_ -> {});
        ExampleSocket bob = enter("demo/later", "Bob");
        assertEquals(
                List.of(
                        welcome("Ada", "Bob"),
                        said(1, "Ada", "one"),
                        said(2, "Ada", "two"),
                        said(3, "Ada", "three"),
                        BOB_CAME),
                bob.next(5).toList());
        bob.leave();
        assertEquals(BOB_CAME, ada.next());
        assertEquals("{\"type\": \"left\", \"name\": \"Bob\"}", ada.next());
        ExampleSocket again = open("demo/later", "name=Bob&after=2");
        assertEquals(
                List.of(welcome("Ada", "Bob"), said(3, "Ada", "three"), BOB_CAME),
                again.next(3).toList());
    }

    @Test
    void one_name_on_two_sockets_comes_and_goes_once() throws InterruptedException {
        ExampleSocket ada = enter("demo/twice", "Ada");
        ada.next(2).forEach(_ -> {});
        ExampleSocket first = enter("demo/twice", "Bob");
        first.next(2).forEach(_ -> {});
        ExampleSocket second = enter("demo/twice", "Bob");
        assertEquals(welcome("Ada", "Bob"), second.next());
        second.leave();
        first.leave();
        assertEquals(BOB_CAME, ada.next());
        assertEquals("{\"type\": \"left\", \"name\": \"Bob\"}", ada.next());
        ada.hearsNothing();
    }

    @Test
    void an_alarm_forgets_what_is_old_and_says_so() throws IOException, InterruptedException {
        ExampleSocket ada = enter("brief/pruned", "Ada");
        ada.next(2).forEach(_ -> {});
        ada.say("soon forgotten");
        assertEquals(said(1, "Ada", "soon forgotten"), ada.next());
        assertEquals("{\"type\": \"pruned\", \"upTo\": 1}", ada.next());
        assertEquals("{\"messages\": []}\n", get("brief/pruned/app/messages").body());
        ada.say("its number is not given again");
        assertTrue(ada.next().contains("\"id\": 2,"));
        assertEquals("{\"type\": \"pruned\", \"upTo\": 2}", ada.next());
    }

    @Test
    void an_open_socket_outlives_the_rooms_sleep_and_wakes_it()
            throws IOException, InterruptedException {
        ExampleSocket ada = enter("idle/asleep", "Ada");
        ada.next(2).forEach(_ -> {});
        ada.say("before").next();
        awaitHibernation("idle/asleep");
        ada.hearsNothing(); // but for the host's answer to a ping, which wakes nobody
        assertEquals("hibernated", state("idle/asleep"));
        ada.say("after");
        assertEquals(said(2, "Ada", "after"), ada.next());
        ExampleSocket bob = open("idle/asleep", "name=Bob&after=1");
        assertEquals(
                List.of(welcome("Ada", "Bob"), said(2, "Ada", "after"), BOB_CAME),
                bob.next(3).toList());
    }

    @Test
    void who_says_too_much_too_fast_is_told_and_others_do_not_hear_it()
            throws InterruptedException {
        ExampleSocket ada = enter("demo/haste", "Ada");
        ada.next(2).forEach(_ -> {});
        ExampleSocket bob = enter("demo/haste", "Bob");
        bob.next(2).forEach(_ -> {});
        assertEquals(BOB_CAME, ada.next());
        for (int i = 0; i < 200; i++) {
            ada.say("x");
        }
        List<String> heard = ada.next(200).toList();
        String refused =
                "{\"type\": \"refused\", \"hint\": \"That is too fast: wait a few seconds.\"}";
        assertTrue(heard.contains(refused));
        List<String> said = heard.stream().filter(text -> !text.equals(refused)).toList();
        assertEquals(said, bob.next(said.size()).toList());
        bob.hearsNothing();
    }

    @Test
    void what_is_not_text_or_has_no_end_is_refused() throws InterruptedException {
        ExampleSocket ada = enter("demo/refused", "Ada");
        ada.next(2).forEach(_ -> {});
        ada.say("  ");
        assertEquals("{\"type\": \"refused\", \"hint\": \"There is nothing in it.\"}", ada.next());
        ada.say("x".repeat(2_001));
        assertEquals(
                "{\"type\": \"refused\", \"hint\": \"A message has 2000 characters at most.\"}",
                ada.next());
        assertEquals(said(1, "Ada", "x".repeat(2_000)), ada.say("x".repeat(2_000)).next());
    }

    @Test
    void a_message_over_http_is_heard_on_the_sockets() throws IOException, InterruptedException {
        ExampleSocket ada = enter("demo/posted", "Ada");
        ada.next(2).forEach(_ -> {});
        HttpResponse<String> posted = post("demo/posted/app/messages?name=a%20script", "built\n");
        assertEquals(201, posted.statusCode(), posted.body());
        assertEquals(said(1, "a script", "built"), ada.next());
        assertEquals(400, post("demo/posted/app/messages", "nobody").statusCode());
        assertEquals(400, post("demo/posted/app/messages?name=x", " ").statusCode());
        assertEquals(413, post("demo/posted/app/messages?name=x", "x".repeat(20_000)).statusCode());
        assertEquals("[\"Ada\"]\n", get("demo/posted/app/people").body());
    }

    @Test
    void the_page_names_no_address_and_the_doors_say_what_they_want()
            throws IOException, InterruptedException {
        HttpResponse<String> page = get("demo/page/app/");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("new URL(\"socket\", location.href)"));
        assertTrue(page.headers().map().containsKey("content-security-policy"));
        assertEquals(426, get("demo/page/app/socket?name=Ada").statusCode());
        assertEquals(404, get("demo/page/app/else").statusCode());
        assertEquals(400, get("demo/page/app/messages?after=x").statusCode());
        assertEquals(405, post("demo/page/app/", "").statusCode());
    }

    private ExampleSocket enter(String room, String name) {
        return open(room, "name=" + name);
    }

    private ExampleSocket open(String room, String query) {
        var socket = server.open("/o/" + room + "/app/socket?" + query);
        sockets.add(socket);
        return socket;
    }

    private static String welcome(String... here) {
        var names = new ArrayList<String>();
        for (String name : here) {
            names.add("\"" + name + "\"");
        }
        return "{\"type\": \"welcome\", \"here\": [" + String.join(", ", names) + "]}";
    }

    private static String said(int id, String name, String text) {
        return "{\"type\": \"message\", \"id\": %d, \"name\": \"%s\", \"text\": \"%s\"}"
                .formatted(id, name, text);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return server.request("GET", "/o/" + path, BodyPublishers.noBody());
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return server.request("POST", "/o/" + path, BodyPublishers.ofString(body));
    }

    /** Of the object's one facet, as the control plane shows it. */
    private String state(String object) throws IOException, InterruptedException {
        int slash = object.indexOf('/');
        String path =
                "/v1/namespaces/%s/objects/%s"
                        .formatted(object.substring(0, slash), object.substring(slash + 1));
        String shown = server.request("GET", path, BodyPublishers.noBody()).body();
        return shown.contains("\"running\"") ? "running" : "hibernated";
    }

    private void awaitHibernation(String object) throws IOException, InterruptedException {
        for (int i = 0; i < 1_200 && !state(object).equals("hibernated"); i++) {
            Thread.sleep(50);
        }
        assertEquals("hibernated", state(object));
    }
}
