package lapidary.examples;

import static lapidary.examples.ExampleServer.FORM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The kanban for many tenants: a supervisor in C, boards in Rust and in C. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KanbanIT {
    private static final String ACME_CARD =
            "{\"cards\": [{\"id\": 1, \"title\": \"anvil <b>\", \"column\": \"todo\"}]}\n";

    private final ExampleServer server;

    KanbanIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        server =
                ExampleServer.supervise(dataDir, "kanban/kanban.wasm", "\"ADMIN_KEY\": \"sesame\"");
        server.upload("board", "kanban/board.wasm");
        server.upload("board-wip", "kanban/board-wip.wasm");
        server.upload("loop", "app-runner-rust/apps/loop.wasm");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void tenants_whose_code_differs_see_their_own_cards_and_no_others()
            throws IOException, InterruptedException {
        String acme = tenant("two/", "acme", "board");
        String globex = tenant("two/", "globex", "board-wip");
        assertNotEquals(acme, globex);
        assertEquals(303, post(acme + "cards", "title=anvil+%3Cb%3E").statusCode());
        assertEquals(201, post(globex + "cards", "title=secret").statusCode());
        assertEquals(ACME_CARD, get(acme + "cards").body());
        assertEquals("todo 1 secret\n", get(globex).body());
        String page = get(acme).body();
        assertTrue(page.contains("<h1>acme</h1>"), page);
        assertTrue(page.contains("<article>anvil &lt;b&gt;<form"), page);
        server.restart();
        assertEquals(ACME_CARD, get(acme + "cards").body());
        assertEquals("todo 1 secret\n", get(globex).body());
    }

    @Test
    void each_tenants_rules_are_its_own() throws IOException, InterruptedException {
        String acme = tenant("rules/", "acme", "board");
        String globex = tenant("rules/", "globex", "board-wip");
        int[] last = {0, 0};
        for (int id = 1; id <= 3; id++) {
            post(acme + "cards", "title=card");
            post(globex + "cards", "title=card");
            last[0] = post(acme + "cards/" + id, "column=doing").statusCode();
            last[1] = post(globex + "cards/" + id, "column=doing").statusCode();
        }
        assertEquals(303, last[0]);
        assertEquals(409, last[1]);
        assertEquals("doing 1 card\ndoing 2 card\ntodo 3 card\n", get(globex).body());
    }

    @Test
    void a_tenant_that_traps_or_loops_leaves_the_others_alone()
            throws IOException, InterruptedException {
        String acme = tenant("traps/", "acme", "board");
        String globex = tenant("traps/", "globex", "board-wip");
        String initech = tenant("traps/", "initech", "loop");
        post(acme + "cards", "title=anvil+%3Cb%3E");
        post(globex + "cards", "title=card");
        HttpResponse<String> trapped = post(globex + "cards/1", "column=nowhere");
        assertEquals(500, trapped.statusCode());
        assertTrue(trapped.body().contains("GUEST_TRAPPED"), trapped.body());
        assertTrue(get(initech).body().contains("FUEL_EXHAUSTED"));
        assertEquals(ACME_CARD, get(acme + "cards").body());
        assertEquals("todo 1 card\n", get(globex).body());
    }

    @Test
    void new_code_takes_over_a_tenants_data_under_the_same_link()
            throws IOException, InterruptedException {
        String acme = tenant("changes/", "acme", "board");
        post(acme + "cards", "title=anvil+%3Cb%3E");
        HttpResponse<String> changed = operate("PUT", "changes/tenants/acme", "board-wip");
        assertEquals(200, changed.statusCode(), changed.body());
        assertEquals(acme, link("changes/", changed));
        assertEquals("todo 1 anvil <b>\n", get(acme).body());
        HttpResponse<String> refused = operate("PUT", "changes/tenants/acme", "nobody");
        assertEquals(422, refused.statusCode(), refused.body());
        HttpResponse<String> greedy = operate("PUT", "changes/tenants/acme", "supervisor");
        assertEquals(422, greedy.statusCode(), greedy.body());
        assertTrue(greedy.body().contains("supervisor_facets"), greedy.body());
        String seen = operate("GET", "changes/tenants", "").body();
        assertTrue(seen.contains("\"module\": \"board-wip\", \"running\": true"), seen);
        assertEquals("todo 1 anvil <b>\n", get(acme).body());
        assertEquals(422, operate("PUT", "changes/tenants/new", "nobody").statusCode());
        assertFalse(operate("GET", "changes/tenants", "").body().contains("\"new\""));
    }

    @Test
    void a_deleted_tenants_link_and_data_are_gone_and_the_others_stay()
            throws IOException, InterruptedException {
        String acme = tenant("gone/", "acme", "board");
        String globex = tenant("gone/", "globex", "board-wip");
        post(acme + "cards", "title=anvil+%3Cb%3E");
        post(globex + "cards", "title=card");
        assertEquals(200, operate("DELETE", "gone/tenants/globex", "").statusCode());
        assertEquals(404, get(globex).statusCode());
        assertEquals(ACME_CARD, get(acme + "cards").body());
        String again = tenant("gone/", "globex", "board-wip");
        assertNotEquals(globex, again);
        assertEquals("", get(again).body());
        assertEquals(404, get(globex).statusCode());
    }

    @Test
    void only_the_operator_sees_tenants_and_a_link_cannot_be_guessed()
            throws IOException, InterruptedException {
        String acme = tenant("doors/", "acme", "board");
        assertTrue(acme.matches("doors/b/[0-9a-f]{32}/"), acme);
        for (String key : new String[] {"", "sesam", "sesame2"}) {
            HttpResponse<String> refused =
                    server.request(
                            "GET",
                            "/o/demo/doors/tenants",
                            BodyPublishers.noBody(),
                            "admin-key",
                            key);
            assertEquals(403, refused.statusCode(), key);
        }
        String seen = operate("GET", "doors/tenants", "").body();
        assertTrue(
                seen.startsWith("{\"tenants\": [{\"name\": \"acme\", \"module\": \"board\""), seen);
        for (String path : new String[] {"b/", "b/acme/", "b/" + "0".repeat(32) + "/", "b"}) {
            assertEquals(404, get("doors/" + path).statusCode(), path);
        }
        for (String name : new String[] {"A", "a.b", "a".repeat(41), "a%2Fb"}) {
            assertEquals(400, operate("PUT", "doors/tenants/" + name, "board").statusCode(), name);
        }
    }

    /** Makes one: its board's path, of the object at hand. */
    private String tenant(String object, String name, String module)
            throws IOException, InterruptedException {
        HttpResponse<String> made = operate("PUT", object + "tenants/" + name, module);
        assertEquals(201, made.statusCode(), made.body());
        return link(object, made);
    }

    private static String link(String object, HttpResponse<String> made) {
        return object + made.body().replaceFirst("(?s).*\"link\": \"([^\"]*)\".*", "$1");
    }

    private HttpResponse<String> operate(String method, String path, String body)
            throws IOException, InterruptedException {
        return server.request(
                method, "/o/demo/" + path, BodyPublishers.ofString(body), "admin-key", "sesame");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return server.request("GET", "/o/demo/" + path, BodyPublishers.noBody());
    }

    private HttpResponse<String> post(String path, String form)
            throws IOException, InterruptedException {
        return server.request(
                "POST", "/o/demo/" + path, BodyPublishers.ofString(form), "content-type", FORM);
    }
}
