package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.usage.RequestId;

/**
 * From a raw path to the part that answers it, and from whatever that throws to a problem document.
 * Thread-safe.
 */
final class Router implements Handler {
    /** A request's thread, its head and buffers, when there is nothing special about them. */
    private static final long EXCHANGE_BYTES = 32 << 10;

    private static final String HEALTH = "health";

    private final Map<String, Route> routes;
    private final Route otherwise;
    private final GuestOrigin guestOrigin;
    private final String idPrefix;
    private final MemoryBudget budget;
    private final AtomicLong requests = new AtomicLong();

    /**
     * @param routes by the first part of a path
     * @param otherwise answers for every other first part
     * @param idPrefix sets the request ids apart from those of other routers and runs
     * @param budget of which each exchange claims what it holds
     */
    Router(
            Map<String, Route> routes,
            Route otherwise,
            GuestOrigin guestOrigin,
            String idPrefix,
            MemoryBudget budget) {
        this.budget = budget;
        this.routes = Map.copyOf(routes);
        this.otherwise = otherwise;
        this.guestOrigin = guestOrigin;
        this.idPrefix = idPrefix;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        try (var memory = budget.claim()) {
            String id = idPrefix + requests.incrementAndGet();
            handle(new Exchange(request, response, guestOrigin, id, memory));
        }
    }

    private void handle(Exchange exchange) {
        exchange.client().beginRequest();
        try {
            RequestId.with(
                    exchange.id(),
                    () -> {
                        route(exchange);
                        return true;
                    });
        } catch (CloseConnectionException e) {
            throw e;
        } catch (HostException e) {
            answer(exchange, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(exchange, new LimitException(ErrorCode.OVERLOADED, "the server is stopping"));
        } catch (OutOfMemoryError e) {
            answer(
                    exchange,
                    new LimitException(ErrorCode.OVERLOADED, "the host is short of memory", e));
        } catch (Exception | Error e) {
            answer(exchange, Problems.unforeseen(e));
        } finally {
            exchange.client().endRequest();
        }
    }

    private void route(Exchange exchange) throws InterruptedException {
        String first = exchange.path().rawPart(0);
        if (!first.equals(HEALTH)) { // which is to answer when nobody else does
            exchange.memory().add(EXCHANGE_BYTES);
        }
        routes.getOrDefault(first, otherwise).handle(exchange);
    }

    private static void answer(Exchange exchange, HostException problem) {
        Problems.log(exchange.id(), problem);
        if (exchange.hasBegun()) {
            throw new CloseConnectionException("the reply had begun", problem);
        }
        if (problem.code() == ErrorCode.OVERLOADED) {
            exchange.closeAfterwards(); // nobody reads what is left of a body
        }
        exchange.problem(problem);
    }

    static CallerException nothingAt(Exchange exchange) {
        return new CallerException(
                ErrorCode.ROUTE_NOT_FOUND, "there is nothing at " + exchange.path());
    }

    static CallerException notAllowed(Exchange exchange, String allowed) {
        exchange.response().header(HeaderValues.create(HeaderNames.ALLOW, allowed));
        return new CallerException(
                ErrorCode.METHOD_NOT_ALLOWED,
                exchange.method() + " is not allowed here; allowed: " + allowed);
    }
}
