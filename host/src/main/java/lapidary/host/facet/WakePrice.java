package lapidary.host.facet;

import lapidary.abi.Prices;
import lapidary.host.engine.GuestInstance;

/**
 * What making an instance costs, on top of what runs in it: its memory is cleared, as by {@code
 * memory.grow}. A pure function of the module, so that a facet that traps to be woken again each
 * time pays for it each time. Stateless.
 */
final class WakePrice {
    private WakePrice() {}

    static long of(GuestInstance guest) {
        return Prices.WAKE + guest.memory().initialPages() * Prices.MEMORY_GROW_PAGE;
    }
}
