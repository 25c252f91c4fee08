package lapidary.host.behaviour;

import java.nio.file.Path;
import lapidary.host.TestServer;
import lapidary.host.TestServer.Reply;

/** A real server whose namespace {@code behave} has facets that run the guest of that name. */
final class BehaveServer implements AutoCloseable {
    final TestServer http;

    BehaveServer(Path dataDir) {
        http = new TestServer(dataDir);
        http.upload("behave", TestServer.guest("behave")).isOk();
        http.put(
                        "/v1/namespaces/behave",
                        """
                        {"facets": {"app": {"module": "behave"}, "other": {"module": "behave"}}}
                        """)
                .isOk();
    }

    /** Has the facet {@code app} of an object do what a script says. */
    Reply run(String object, String script) {
        return run(object, "app", script);
    }

    Reply run(String object, String facet, String script) {
        return http.post("/o/behave/" + object + "/" + facet + "/", script);
    }

    /** What came of a script with one call. */
    String result(String object, String facet, String call) {
        String body = run(object, facet, call).isOk().body();
        return body.substring(body.indexOf('\n') + 1).strip();
    }

    @Override
    public void close() {
        http.close();
    }
}
