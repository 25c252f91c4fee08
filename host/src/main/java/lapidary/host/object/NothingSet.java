package lapidary.host.object;

import org.jspecify.annotations.Nullable;

/** Lets JSON leave out limits of which none is set: Jackson asks what equals the filter. */
final class NothingSet {
    @Override
    public boolean equals(@Nullable Object other) {
        return other == null || other.equals(LimitOptions.NONE) || other.equals(RateLimit.NONE);
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
