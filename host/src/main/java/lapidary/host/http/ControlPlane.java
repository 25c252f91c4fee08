package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;

/** {@code /v1}: modules, namespaces, objects, tokens. The first part after it chooses. */
final class ControlPlane implements Route {
    private final OriginRules origins;
    private final Access access;
    private final ModuleRoutes modules;
    private final NamespaceRoutes namespaces;
    private final TokenRoutes tokens;

    ControlPlane(
            OriginRules origins,
            Access access,
            ModuleRoutes modules,
            NamespaceRoutes namespaces,
            TokenRoutes tokens) {
        this.origins = origins;
        this.access = access;
        this.modules = modules;
        this.namespaces = namespaces;
        this.tokens = tokens;
    }

    @Override
    public void handle(Exchange exchange) throws InterruptedException {
        exchange.response().header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        exchange.response()
                .header(HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"));
        origins.check(exchange);
        var grant = access.ofControlPlane(exchange);
        var path = exchange.path();
        switch (path.size() > 1 ? path.rawPart(1) : "") {
            case "modules" -> modules.handle(exchange, grant);
            case "namespaces" -> namespaces.handle(exchange, grant);
            case "tokens" -> tokens.handle(exchange, grant);
            default -> throw Router.nothingAt(exchange);
        }
    }
}
