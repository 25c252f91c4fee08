package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.Map;
import lapidary.host.token.Grant;

/** {@code /v1}: the first part after it chooses who answers. */
final class ControlPlane implements Route {
    /** Answers what is below one such part. */
    interface Part {
        void handle(Exchange exchange, Grant grant) throws InterruptedException;
    }

    private final OriginRules origins;
    private final Access access;
    private final Map<String, Part> parts;

    ControlPlane(OriginRules origins, Access access, Map<String, Part> parts) {
        this.origins = origins;
        this.access = access;
        this.parts = Map.copyOf(parts);
    }

    @Override
    public void handle(Exchange exchange) throws InterruptedException {
        exchange.response().header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        exchange.response()
                .header(HeaderValues.create("Cross-Origin-Resource-Policy", "same-origin"));
        origins.check(exchange);
        var grant = access.ofControlPlane(exchange);
        var path = exchange.path();
        var part = parts.get(path.size() > 1 ? path.rawPart(1) : "");
        if (part == null) {
            throw Router.nothingAt(exchange);
        }
        QueryNames.check(exchange);
        part.handle(exchange, grant);
    }
}
