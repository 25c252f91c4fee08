package lapidary.examples;

import static lapidary.examples.ExampleServer.FORM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The guestbook in Rust. Each test has objects of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuestbookIT {
    private final ExampleServer server;

    GuestbookIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server = ExampleServer.deploy(dataDir, "guestbook-rust/guestbook.wasm");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void a_new_guestbook_shows_a_form() throws IOException, InterruptedException {
        HttpResponse<String> page = server.get("new/");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<form method=\"post\">"), page.body());
        assertTrue(page.body().contains("Nobody has signed yet."), page.body());
    }

    @Test
    void signing_leads_to_the_list_from_either_path() throws IOException, InterruptedException {
        for (String path : List.of("signed/", "signed/entries")) {
            HttpResponse<String> signed = server.post(path, FORM, "name=Ada&message=Hello+" + path);
            assertEquals(303, signed.statusCode(), signed.body());
            HttpResponse<String> list = server.follow(signed);
            assertTrue(list.body().contains("<p>Hello " + path + "</p>"), list.body());
        }
    }

    @Test
    void what_people_write_never_becomes_html() throws IOException, InterruptedException {
        server.post(
                "escaped/",
                FORM,
                "name=%3Cb%3E%26%22%27&message=%3Cscript%3Ealert(1)%3C/script%3E");
        String page = server.get("escaped/").body();
        assertTrue(page.contains("<b>&lt;b&gt;&amp;&quot;&#39;</b>"), page);
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), page);
        assertFalse(page.contains("<script>"), page);
    }

    @Test
    void json_keeps_what_people_write() throws IOException, InterruptedException {
        server.post("json/", FORM, "name=A%22%5C&message=%C3%BC%0Ab");
        String json = server.get("json/entries.json").body();
        assertTrue(json.contains("\"name\": \"A\\\"\\\\\", \"message\": \"ü\\u000ab\""), json);
    }

    @Test
    void older_entries_are_on_the_next_page() throws IOException, InterruptedException {
        for (int i = 1; i <= 25; i++) {
            server.post("paged/", FORM, "name=Ada&message=entry" + i);
        }
        String newest = server.get("paged/entries.json").body();
        assertTrue(newest.contains("entry25") && newest.contains("entry6\""), newest);
        assertTrue(newest.contains("\"next\": 6}"), newest);
        String older = server.get("paged/entries.json?before=6").body();
        assertTrue(older.contains("entry5\"") && older.contains("entry1\""), older);
        assertTrue(older.contains("\"next\": null}"), older);
        assertTrue(server.get("paged/").body().contains("<a href=\"?before=6\">"));
    }

    @Test
    void entries_are_there_after_a_restart() throws IOException, InterruptedException {
        server.post("lasting/", FORM, "name=Ada&message=remember");
        server.restart();
        assertTrue(server.get("lasting/").body().contains("remember"));
    }

    @Test
    void fields_that_miss_or_are_too_long_are_refused_and_kept_nowhere()
            throws IOException, InterruptedException {
        String longName = "n".repeat(81);
        String longMessage = "m".repeat(2_001);
        assertEquals(400, sign("refused/", "message=Hello"));
        assertEquals(400, sign("refused/", "name=+&message=Hello"));
        assertEquals(400, sign("refused/", "name=" + longName + "&message=Hello"));
        assertEquals(400, sign("refused/", "name=Ada&message=" + longMessage));
        assertEquals(413, sign("refused/", "name=Ada&message=" + "m".repeat(20_000)));
        assertEquals(415, server.post("refused/", "application/json", "{}").statusCode());
        assertTrue(server.get("refused/").body().contains("Nobody has signed yet."));
    }

    @Test
    void fields_of_the_greatest_length_are_kept() throws IOException, InterruptedException {
        assertEquals(
                303, sign("longest/", "name=" + "n".repeat(80) + "&message=" + "m".repeat(2_000)));
    }

    @Test
    void what_is_not_there_or_not_possible_says_so() throws IOException, InterruptedException {
        assertEquals(404, server.get("status/nowhere").statusCode());
        assertEquals(405, server.send("DELETE", "status/").statusCode());
        assertEquals(405, server.get("status/entries").statusCode());
        assertEquals(400, server.get("status/?before=yesterday").statusCode());
    }

    private int sign(String path, String form) throws IOException, InterruptedException {
        return server.post(path, FORM, form).statusCode();
    }
}
