package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;

/**
 * From a raw path to the part that answers it, and from whatever that throws to a problem document.
 * Thread-safe.
 */
final class Router implements Handler {
    private final DataPlane dataPlane;
    private final ControlPlane controlPlane;
    private final Health health;
    private final Pages pages;
    private final String idPrefix;
    private final AtomicLong requests = new AtomicLong();

    /**
     * @param idPrefix sets this run's request ids apart from those of other runs
     */
    Router(
            DataPlane dataPlane,
            ControlPlane controlPlane,
            Health health,
            Pages pages,
            String idPrefix) {
        this.dataPlane = dataPlane;
        this.controlPlane = controlPlane;
        this.health = health;
        this.pages = pages;
        this.idPrefix = idPrefix;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws Exception {
        var exchange = new Exchange(request, response, idPrefix + requests.incrementAndGet());
        try {
            route(exchange);
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
        } catch (Exception | StackOverflowError e) {
            answer(exchange, Problems.unforeseen(e));
        }
    }

    private void route(Exchange exchange) throws InterruptedException {
        switch (exchange.path().rawPart(0)) {
            case "o" -> dataPlane.handle(exchange);
            case "v1" -> controlPlane.handle(exchange);
            case "health" -> health.handle(exchange);
            default -> pages.handle(exchange);
        }
    }

    private static void answer(Exchange exchange, HostException problem) {
        Problems.log(exchange.id(), problem);
        if (exchange.hasBegun()) {
            throw new CloseConnectionException("the reply had begun", problem);
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
