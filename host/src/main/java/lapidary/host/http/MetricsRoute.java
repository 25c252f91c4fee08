package lapidary.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import lapidary.host.metrics.Metrics;
import lapidary.host.token.Role;

/** {@code GET /metrics}: numbers about the host, for admin tokens where there are tokens. */
final class MetricsRoute implements Route {
    private static final int OK = 200;

    private final OriginRules origins;
    private final Access access;
    private final Metrics metrics;

    MetricsRoute(OriginRules origins, Access access, Metrics metrics) {
        this.origins = origins;
        this.access = access;
        this.metrics = metrics;
    }

    @Override
    public void handle(Exchange exchange) {
        origins.check(exchange);
        if (access.ofControlPlane(exchange).role() != Role.ADMIN) {
            throw Access.forbidden("only an admin token sees the metrics of the whole host");
        }
        if (exchange.path().size() != 1) {
            throw Router.nothingAt(exchange);
        }
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        exchange.send(OK, Metrics.MEDIA_TYPE, metrics.page().getBytes(UTF_8));
    }
}
