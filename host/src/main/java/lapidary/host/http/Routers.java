package lapidary.host.http;

import java.util.Map;
import lapidary.host.memory.MemoryBudget;

/**
 * What answers at each listener.
 *
 * @param main at the one that the console shows its pages on
 * @param guests where guests have an origin of their own, and the console none
 */
record Routers(Router main, Router guests) {
    /**
     * @param main routes by the first part of a path; pages answer all others
     * @param guests likewise; nothing is at others
     * @param idPrefix of request ids
     * @param budget of which each exchange claims what it holds
     */
    static Routers of(
            Map<String, Route> main,
            Map<String, Route> guests,
            String idPrefix,
            MemoryBudget budget) {
        Route nothing =
                exchange -> {
                    throw Router.nothingAt(exchange);
                };
        return new Routers(
                new Router(main, new Pages(), GuestOrigin.CONSOLES, idPrefix + "-", budget),
                new Router(guests, nothing, GuestOrigin.OWN, idPrefix + "-g", budget));
    }
}
