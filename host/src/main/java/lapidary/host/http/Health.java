package lapidary.host.http;

import java.util.Map;
import java.util.function.BooleanSupplier;

/** {@code GET /health/live} and {@code /health/ready}. */
final class Health implements Route {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final BooleanSupplier isReady;

    /**
     * @param isReady whether requests should come here: not while the server stops
     */
    Health(BooleanSupplier isReady) {
        this.isReady = isReady;
    }

    @Override
    public void handle(Exchange exchange) {
        switch (exchange.path().toString()) {
            case "/health/live" -> exchange.json(OK, Map.of("status", "live"));
            case "/health/ready" -> ready(exchange);
            default -> throw Router.nothingAt(exchange);
        }
    }

    private void ready(Exchange exchange) {
        boolean ready = isReady.getAsBoolean();
        exchange.json(ready ? OK : UNAVAILABLE, Map.of("status", ready ? "ready" : "stopping"));
    }
}
