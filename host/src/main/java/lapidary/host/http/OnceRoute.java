package lapidary.host.http;

import io.helidon.http.HeaderNames;
import lapidary.host.facet.OnceRunner;
import lapidary.host.module.Digest;
import lapidary.host.object.OnceOptions;

/**
 * {@code ANY /v1/modules/{name}/fetch/{path…}}: runs a module once, without an object. Its reply is
 * a stranger's, as one of a facet is.
 */
final class OnceRoute {
    private static final int MODULE = 2;
    private static final int REST = 4;

    private final OnceOptions options;
    private final OnceRunner runner;
    private final GuestExchange exchanges;

    OnceRoute(OnceOptions options, OnceRunner runner, GuestExchange exchanges) {
        this.exchanges = exchanges;
        this.options = options;
        this.runner = runner;
    }

    /** Runs a module that the request may know of, by its name or its digest. */
    void handle(Exchange exchange) throws InterruptedException {
        var path = exchange.path();
        String module = path.part(MODULE);
        var spec = options.alone(module);
        // The guest says itself how long its reply may be kept.
        exchange.response().headers().remove(HeaderNames.CACHE_CONTROL);
        exchanges.serve(
                exchange,
                false,
                Digest.isDigest(module) ? spec.digest().hex() : module,
                path.rawFrom(REST),
                (request, reply) -> runner.fetch(spec, request, reply));
    }
}
