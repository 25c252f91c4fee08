package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import lapidary.host.app.Lapidary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host as a library: docs/embedding.md shows {@link PluginShop}. */
class PluginShopIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir Path folder;

    private Lapidary shop;

    @BeforeEach
    void open() throws IOException {
        shop = PluginShop.open(folder, Files.readAllBytes(Path.of("counter-c/counter.wasm")));
    }

    @AfterEach
    void close() {
        shop.close();
        client.close();
    }

    @Test
    void a_plug_in_starts_when_it_is_asked_for_and_keeps_its_own_data() throws Exception {
        assertEquals("1", count("anna/stock"));
        assertEquals("2", count("anna/stock"));
        assertEquals("1", count("anna/orders"));
        assertEquals("1", count("ben/stock"));
    }

    @Test
    void a_plug_in_s_data_outlives_a_restart_of_the_program() throws Exception {
        assertEquals("1", count("anna/stock"));
        open(shop);

        assertEquals("2", count("anna/stock"));
    }

    @Test
    void the_supervisor_answers_itself_and_deletes() throws Exception {
        assertEquals("1", count("anna/stock"));

        assertEquals(204, send("DELETE", "anna/stock").statusCode());
        assertEquals("1", count("anna/stock"));
    }

    @Test
    void a_name_that_no_facet_can_have_is_the_client_s_mistake() throws Exception {
        var reply = send("POST", "anna/a%00b/");

        assertEquals(400, reply.statusCode());
        assertTrue(reply.body().contains("NAME_INVALID"), reply.body());
    }

    @Test
    void the_documentation_shows_this_program() throws IOException {
        String program =
                Files.readString(Path.of("src/test/java/lapidary/examples/PluginShop.java"));
        String shown = program.substring(program.indexOf("/** A program"));

        assertTrue(Files.readString(Path.of("../docs/embedding.md")).contains(shown));
    }

    private void open(Lapidary before) throws IOException {
        before.close();
        open();
    }

    private String count(String path) throws Exception {
        var reply = send("POST", path + "/");
        assertEquals(200, reply.statusCode(), reply.body());
        return reply.body().replaceAll("[^0-9]", "");
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        var uri = URI.create(shop.url() + "/o/shop/" + path);
        var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
        return client.send(request, BodyHandlers.ofString());
    }
}
