package lapidary.host;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose namespace {@code sup} has the tree guest for a supervisor, and {@code test} has
 * the built-in one with the tree guest as facet {@code app}; one for all tests of a class. Each
 * test has an object of its own.
 */
abstract class WithTree {
    static final String TREE = "{\"module\": \"tree\", \"capabilities\": [\"supervisor_facets\"]}";
    static final String PLAIN = "{\"module\": \"probe\"}";

    private static final AtomicInteger OBJECTS = new AtomicInteger();

    @TempDir static Path dataDir;
    static TestServer server;

    final String object = "o" + OBJECTS.incrementAndGet();

    @BeforeAll
    static void start() {
        server = new TestServer(dataDir);
        server.upload("tree", TestServer.guest("tree")).isOk();
        server.upload("probe", TestServer.guest("probe")).isOk();
        server.put("/v1/namespaces/sup", "{\"supervisor\": {\"module\": \"tree\"}}").isOk();
        server.put("/v1/namespaces/test", "{\"facets\": {\"app\": " + TREE + "}}").isOk();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Asks the root: {@code ask("start/a", options)}. */
    String ask(String operation, String body) {
        return send(operation, body).isOk().body();
    }

    String ask(String operation) {
        return ask(operation, "");
    }

    TestServer.Reply send(String operation, String body) {
        return server.post("/o/sup/" + object + "/" + operation, body);
    }

    /** As {@link #send}, while the test goes on. */
    CompletableFuture<TestServer.Reply> sendLater(String operation, String body) {
        return CompletableFuture.supplyAsync(
                () -> send(operation, body), Thread::startVirtualThread);
    }

    /** Asks a facet of the built-in supervisor. */
    String askApp(String operation, String body) {
        return server.post("/o/test/" + object + "/app/" + operation, body).isOk().body();
    }

    String route() {
        return "/v1/namespaces/sup/objects/" + object;
    }

    String facet(String encodedPath) {
        return route() + "/facets/" + encodedPath;
    }

    /** A number about the host, as it is now. */
    static double metric(String name) {
        return server.get("/metrics")
                .isOk()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    static String options(String module, String more) {
        return "{\"module\": \""
                + module
                + "\", \"capabilities\": [\"supervisor_facets\"]"
                + (more.isEmpty() ? "" : ", " + more)
                + "}";
    }

    /** Waits until something is so, at most for a while that no test comes near. */
    static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("it never came");
            }
            Thread.sleep(10);
        }
    }

    static java.net.http.HttpRequest.BodyPublisher text(String body) {
        return BodyPublishers.ofString(body);
    }
}
