package lapidary.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What apps of the app runner cost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AppBillIT {
    private static final String TALLY_1 = "tally-1";
    private static final String LOOP = "loop";

    private final ExampleServer server;

    AppBillIT(@TempDir Path dataDir) throws IOException, InterruptedException {
        String limit = "\"FUEL_PER_EVENT\": \"20000000\"";
        server = ExampleServer.supervise(dataDir, "app-runner-rust/app-runner.wasm", limit);
        server.configure("poor", ExampleServer.supervisor(limit + ", \"FUEL_CREDIT\": \"500000\""));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void what_an_app_used_is_on_its_bill_also_when_it_is_deleted()
            throws IOException, InterruptedException {
        deploy("demo/billed", TALLY_1);
        post("demo/billed/", "yes");
        post("demo/billed/", "no");
        deploy("demo/billed", LOOP);
        get("demo/billed/");
        String bill = get("demo/billed/_/bill").body();
        assertTrue(bill.startsWith("{\"events\": 3, \"failures\": 1, \"fuel\": "), bill);
        assertTrue(number(bill, "fuel") > 20_000_000, bill);
        assertTrue(number(bill, "millionths") > 400, bill);
        long fuel = number(bill, "fuel");
        HttpResponse<String> deleted =
                server.request("DELETE", "/o/demo/billed/_/", BodyPublishers.noBody());
        assertEquals(200, deleted.statusCode(), deleted.body());
        assertEquals(fuel, number(get("demo/billed/_/bill").body(), "fuel"));
        assertEquals(404, get("demo/billed/").statusCode());
        deploy("demo/billed", TALLY_1);
        assertEquals("0 votes\n", get("demo/billed/").body());
        assertTrue(number(get("demo/billed/_/bill").body(), "fuel") > fuel);
    }

    @Test
    void an_app_without_credit_is_not_run() throws IOException, InterruptedException {
        deploy("poor/app", LOOP);
        assertEquals(503, get("poor/app/").statusCode());
        assertEquals(402, get("poor/app/").statusCode());
        assertEquals(200, get("poor/app/_/bill").statusCode());
    }

    private static long number(String json, String member) {
        return Long.parseLong(json.replaceFirst("(?s).*\"" + member + "\": (\\d+).*", "$1"));
    }

    private HttpResponse<String> deploy(String app, String code)
            throws IOException, InterruptedException {
        return server.request("PUT", "/o/" + app + "/_/code", code(code));
    }

    private static BodyPublisher code(String name) throws IOException {
        return BodyPublishers.ofFile(Path.of("app-runner-rust/apps/" + name + ".wasm"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return server.request("GET", "/o/" + path, BodyPublishers.noBody());
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return server.request("POST", "/o/" + path, BodyPublishers.ofString(body));
    }
}
