package lapidary.host.usage;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Where the hours of all facets are kept, so that they can be asked for without opening a facet,
 * and outlive it. Thread-safe.
 */
public interface UsageBooks {
    /** Keeps nothing, and says that it did. */
    UsageBooks NONE =
            new UsageBooks() {
                @Override
                public Entry keep(Account account, List<HourUsage> hours) {
                    return new Entry(hours, () -> true);
                }

                @Override
                public void flush() {}
            };

    /** Whose hours they are. */
    record Account(String namespace, String object, String facet) {}

    /**
     * Hours that were given to be kept.
     *
     * @param isKept whether they are, durably
     */
    record Entry(List<HourUsage> hours, BooleanSupplier isKept) {}

    /**
     * Keeps hours of a facet, in place of what is known of them if that is less: what is used only
     * grows. They are durable after the next {@link #flush}.
     */
    Entry keep(Account account, List<HourUsage> hours);

    /** Makes durable what was given to be kept: one commit for all of it. */
    void flush();
}
