package lapidary.host.billing;

import java.util.Optional;

/**
 * Which lines are asked for.
 *
 * @param namespace that one only
 * @param object that one only; of one namespace
 * @param facet that path only; of one object
 * @param fromHour the first hour since 1970
 * @param toHour the one after the last
 * @param by whether each hour has a line
 */
public record UsageQuery(
        Optional<String> namespace,
        Optional<String> object,
        Optional<String> facet,
        long fromHour,
        long toHour,
        By by) {
    /** What has a line of its own. */
    public enum By {
        /** Each facet: its hours are added up. */
        FACET,
        /** Each hour of each facet. */
        HOUR
    }

    /** The same of one namespace. */
    public UsageQuery of(String oneNamespace) {
        return new UsageQuery(Optional.of(oneNamespace), object, facet, fromHour, toHour, by);
    }
}
