package lapidary.host.storage;

import java.util.function.LongSupplier;
import lapidary.abi.Prices;
import lapidary.host.fuel.FuelMeter;

/**
 * The pages that a statement frees are paid when it has run: SQLite follows the chain of a long
 * value that is deleted or replaced, and nothing tells before how long it is. In a small database
 * there are too few to look for. Confined to whoever has the turn.
 */
final class FreedPages {
    /** A megabyte. */
    private static final int PAGES_FEW = 256;

    private static final long NOBODY_LOOKS = Long.MAX_VALUE;

    private final LongSupplier pages;
    private final LongSupplier freePages;

    /** Of a database with so many pages, of which so many are free. */
    FreedPages(LongSupplier pages, LongSupplier freePages) {
        this.pages = pages;
        this.freePages = freePages;
    }

    /** What one statement frees. */
    final class Count {
        private final long before;

        private Count(long before) {
            this.before = before;
        }

        /** The statement has run. */
        void pay(FuelMeter meter) {
            if (before != NOBODY_LOOKS) {
                long freed = Math.max(0, freePages.getAsLong() - before);
                meter.charge(Prices.SQL_FREED_LOOK + freed * Prices.SQL_PAGE_FREED);
            }
        }
    }

    /** A statement begins that may free some. */
    Count begin(boolean mayFree) {
        boolean looks = mayFree && pages.getAsLong() > PAGES_FEW;
        return new Count(looks ? freePages.getAsLong() : NOBODY_LOOKS);
    }
}
