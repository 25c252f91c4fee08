package lapidary.host;

import static lapidary.host.TestServer.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import lapidary.host.app.Configuration;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.outbound.Network;
import lapidary.host.outbound.OtherServer;
import lapidary.host.outbound.OutboundRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requests leave from facets that a supervisor has started. */
class SupervisedOutboundIT {
    @TempDir static Path dataDir;
    private static TestServer server;
    private static OtherServer other;

    @BeforeAll
    static void start() throws IOException {
        var rules = new OutboundRules(Set.of(), List.of(Network.parse("127.0.0.0/8")));
        server =
                new TestServer(
                        new ServerOptions(
                                dataDir,
                                new ListenAddress("127.0.0.1", 0),
                                Configuration.NONE.withOutbound(rules)));
        for (String module : List.of("tree", "caller", "probe")) {
            server.upload(module, guest(module)).isOk();
        }
        server.put("/v1/namespaces/sup", "{\"supervisor\": {\"module\": \"tree\"}}").isOk();
        other = OtherServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        other.close();
    }

    @Test
    void a_supervisor_gives_its_facets_what_they_may_reach() {
        assertEquals("0", ask("gives", "start/a", options("caller", allow(other.url()))));
        assertTrue(ask("gives", "fetch/a/fetch-to", other.url() + "/").endsWith("\n\nhello"));
        String denied = ask("gives", "fetch/a/fetch-to", "https://api.example/");
        assertTrue(
                denied.contains("-5 the outbound policy does not allow https://api.example"),
                denied);
        assertEquals("0", ask("gives", "start/b", options("caller", "null")));
        String none = ask("gives", "fetch/b/fetch-to", other.url() + "/");
        assertTrue(none.contains("-5 no request leaves"), none);
        assertEquals("0", ask("gives", "start/c", options("caller", "{\"via\": \"probe\"}")));
        String via = ask("gives", "fetch/c/fetch-to", "https://api.example/echo/x");
        assertTrue(via.contains("POST https://api.example/echo/x"), via);
    }

    @Test
    void a_facet_gives_those_below_it_no_more_than_it_has() {
        assertEquals("0", ask("below", "start/a", options("tree", allow(other.url()))));
        String more =
                ask("below", "fetch/a/start/b", options("caller", allow("https://api.example")));
        assertTrue(
                more.contains(
                        "-5 options.outbound allows what the caller is not allowed itself:"
                                + " https://api.example"),
                more);
        assertTrue(
                ask("below", "fetch/a/start/b", options("caller", allow(other.url())))
                        .endsWith(" 0"));
        String fetched = ask("below", "fetch/a/fetch/b/fetch-to", other.url() + "/");
        assertTrue(fetched.endsWith("\n\nhello"), fetched);
    }

    @Test
    void a_supervisors_own_requests_leave_by_the_namespaces_document() {
        String namespace = "{\"supervisor\": {\"module\": \"caller\"%s}}";
        server.put(
                        "/v1/namespaces/own",
                        namespace.formatted(", \"outbound\": " + allow(other.url())))
                .isOk();
        assertTrue(
                server.post("/o/own/x/fetch-to", other.url() + "/").body().endsWith("\n\nhello"));
        server.put("/v1/namespaces/own", namespace.formatted("")).isOk();
        assertTrue(
                server.post("/o/own/x/fetch-to", other.url() + "/")
                        .body()
                        .startsWith("-5 no request"));
        server.put(
                        "/v1/namespaces/own",
                        namespace.formatted(", \"outbound\": {\"allow\": [\"*\"]}"))
                .isProblem(400, "REQUEST_INVALID");
    }

    private static String ask(String object, String operation, String body) {
        return server.post("/o/sup/" + object + "/" + operation, body).isOk().body();
    }

    private static String options(String module, String outbound) {
        return "{\"module\": \""
                + module
                + "\", \"capabilities\": [\"supervisor_facets\", \"supervisor_loader\"], \"outbound\": "
                + outbound
                + "}";
    }

    private static String allow(String origin) {
        return "{\"allow\": [\"" + origin + "\"]}";
    }
}
