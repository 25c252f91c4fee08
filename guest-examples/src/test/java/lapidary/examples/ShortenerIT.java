package lapidary.examples;

import static lapidary.examples.ExampleServer.FORM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The link shortener in AssemblyScript. Each test has objects of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShortenerIT {
    private static final String TEXT = "text/plain";
    private static final String URL = "https://example.org/a/long?way=1#here";

    private final ExampleServer server;

    ShortenerIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server = ExampleServer.deploy(dataDir, "shortener-as/shortener.wasm");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void a_url_gets_a_code_that_leads_to_it() throws IOException, InterruptedException {
        HttpResponse<String> created = server.post("text/", TEXT, URL + "\n");
        assertEquals(201, created.statusCode(), created.body());
        assertTrue(code(created).matches("[a-z2-9]{7}"), created.body());
        HttpResponse<String> followed = server.follow(created);
        assertEquals(302, followed.statusCode());
        assertEquals(URL, location(followed));
    }

    @Test
    void the_same_url_keeps_its_code() throws IOException, InterruptedException {
        String code = code(server.post("same/", TEXT, URL));
        HttpResponse<String> again = server.post("same/", TEXT, URL);
        assertEquals(200, again.statusCode());
        assertEquals(code, code(again));
    }

    @Test
    void json_and_forms_do_as_well() throws IOException, InterruptedException {
        HttpResponse<String> json =
                server.post(
                        "kinds/", "application/json", "{\"url\": \"https://example.org/\\u0061\"}");
        assertEquals("https://example.org/a", location(server.follow(json)));
        HttpResponse<String> form =
                server.post("kinds/", FORM, "url=https%3A%2F%2Fexample.org%2Fb");
        assertEquals(201, form.statusCode());
        assertTrue(form.body().contains(code(form) + "</a> leads to https://example.org/b"));
        assertEquals("https://example.org/b", location(server.follow(form)));
    }

    @Test
    void links_are_listed_by_their_hits() throws IOException, InterruptedException {
        String seldom = code(server.post("hits/", TEXT, "https://example.org/seldom"));
        String often = code(server.post("hits/", TEXT, "https://example.org/often"));
        server.get("hits/" + often);
        server.get("hits/" + often);
        server.send("HEAD", "hits/" + seldom);
        assertEquals(
                "{\"links\": ["
                        + link(often, "https://example.org/often", 2)
                        + ", "
                        + link(seldom, "https://example.org/seldom", 0)
                        + "]}\n",
                server.getJson("hits/").body());
        assertTrue(server.get("hits/").body().contains("<td>https://example.org/often<td>2"));
    }

    @Test
    void links_and_hits_are_there_after_a_restart() throws IOException, InterruptedException {
        String code = code(server.post("lasting/", TEXT, URL));
        server.get("lasting/" + code);
        server.restart();
        assertEquals(URL, location(server.get("lasting/" + code)));
        assertTrue(server.getJson("lasting/").body().contains(link(code, URL, 2)));
    }

    @Test
    void what_no_browser_should_be_sent_to_is_refused() throws IOException, InterruptedException {
        List<String> urls =
                List.of(
                        "",
                        "example.org",
                        "javascript:alert(1)",
                        "ftp://example.org/",
                        "http://",
                        "https:///path",
                        "https://user@example.org/",
                        "https://example.org/a b",
                        "https://example.org/\"><script>",
                        "https://example.org/" + "x".repeat(2_048));
        for (String url : urls) {
            assertEquals(400, server.post("refused/", TEXT, url).statusCode(), url);
        }
        assertEquals("{\"links\": []}\n", server.getJson("refused/").body());
    }

    @Test
    void bodies_that_cannot_be_read_are_refused() throws IOException, InterruptedException {
        for (String json : List.of("", "{", "[]", "{}", "{\"url\": 1}", "{\"url\": \"x\"} x")) {
            assertEquals(400, server.post("bad/", "application/json", json).statusCode(), json);
        }
        assertEquals(400, server.post("bad/", FORM, "address=https://example.org").statusCode());
        assertEquals(413, server.post("bad/", TEXT, "x".repeat(9_000)).statusCode());
        assertEquals(415, server.post("bad/", "text/xml", "<url/>").statusCode());
    }

    @Test
    void what_is_not_there_or_not_possible_says_so() throws IOException, InterruptedException {
        assertEquals(404, server.get("status/abcdefg").statusCode());
        assertEquals(405, server.send("PUT", "status/").statusCode());
        assertEquals(405, server.send("DELETE", "status/abcdefg").statusCode());
    }

    private static String location(HttpResponse<String> reply) {
        return reply.headers().firstValue("location").orElse("");
    }

    /** A new link's location is its code, relative to the page. */
    private static String code(HttpResponse<String> created) {
        return location(created);
    }

    private static String link(String code, String url, int hits) {
        return "{\"code\": \"" + code + "\", \"url\": \"" + url + "\", \"hits\": " + hits + "}";
    }
}
