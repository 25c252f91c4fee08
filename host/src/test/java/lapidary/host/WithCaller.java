package lapidary.host;

import static lapidary.host.TestServer.guest;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import lapidary.host.TestServer.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with the guest {@code caller} as facet {@code app} of namespace {@code test}, which may
 * load code, and the probe for it to run; one for all tests of a class.
 */
abstract class WithCaller {
    @TempDir static Path dataDir;
    static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer(dataDir);
        server.upload("probe", guest("probe")).isOk();
        server.upload("caller", guest("caller")).isOk();
        facets("test", "\"capabilities\": [\"supervisor_loader\"]");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A namespace whose facet {@code app} is the caller, with options. */
    static void facets(String namespace, String options) {
        server.put(
                        "/v1/namespaces/" + namespace,
                        "{\"facets\": {\"app\": {\"module\": \"caller\", " + options + "}}}")
                .isOk();
    }

    /** Has the caller of an object do something, with nothing to go by. */
    static Reply call(String object, String operation) {
        return call(object, operation, "");
    }

    /**
     * @param operation what the caller is to do, with its argument
     * @param options that it passes on, as JSON
     */
    static Reply call(String object, String operation, String options) {
        return call("test", object, operation, options, new byte[0]);
    }

    static Reply call(
            String namespace, String object, String operation, String options, byte[] body) {
        var request =
                server.request("/o/" + namespace + "/" + object + "/app/" + operation)
                        .POST(BodyPublishers.ofByteArray(body));
        if (!options.isEmpty()) {
            request.header("x-options", options);
        }
        return server.send(request);
    }
}
