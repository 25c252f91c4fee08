package lapidary.host.facet;

import lapidary.host.guest.GuestIdentity;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.HourUsage;
import lapidary.host.usage.UsageBooks;
import org.jspecify.annotations.Nullable;

/**
 * Has what a facet used written down: within a second in its own database, and its hours, as they
 * end, in the books of all facets. Confined to whoever has the facet's turn.
 */
final class FacetAccount {
    private static final long FLUSH_NANOS = 1_000_000_000;
    private static final long NOTHING = -1;

    private final UsageBooks books;
    private long flushedNanos = System.nanoTime();
    private long keptVersion = NOTHING;
    private UsageBooks.@Nullable Entry entry;

    FacetAccount(UsageBooks books) {
        this.books = books;
    }

    /** The database was opened: nobody knows whether its hours are in the books. */
    void opened() {
        keptVersion = NOTHING;
        entry = null;
    }

    /** An event is over. */
    void afterEvent(FacetDatabase database, long nowNanos) {
        if (nowNanos - flushedNanos >= FLUSH_NANOS && database.usage().isDirty()) {
            flushedNanos = nowNanos;
            database.flushUsage();
        }
    }

    /** Some time between events, about once a second. */
    void tidy(GuestIdentity facet, FacetDatabase database, long nowMillis) {
        database.flushUsage();
        var kept = entry;
        if (kept != null && kept.isKept().getAsBoolean()) {
            entry = null;
            long hour = HourUsage.hourOf(nowMillis);
            database.usage().moved(kept.hours().stream().filter(it -> it.hour() < hour).toList());
        }
        if (database.usage().hasHourBefore(HourUsage.hourOf(nowMillis))) {
            keep(facet, database);
        }
    }

    /** The database is about to be closed. */
    void closing(GuestIdentity facet, FacetDatabase database) {
        keep(facet, database);
    }

    private void keep(GuestIdentity facet, FacetDatabase database) {
        long version = database.usage().version();
        if (version != keptVersion) {
            keptVersion = version;
            entry = books.keep(account(facet), database.usage().hours());
        }
    }

    static UsageBooks.Account account(GuestIdentity facet) {
        return new UsageBooks.Account(facet.namespace(), facet.objectName(), facet.facetPath());
    }
}
