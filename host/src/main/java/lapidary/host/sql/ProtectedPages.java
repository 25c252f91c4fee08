package lapidary.host.sql;

import java.util.Set;

/**
 * Root pages that a guest's program may not open: {@code hidden} at all, {@code readOnly} for
 * writing.
 */
public record ProtectedPages(Set<Integer> hidden, Set<Integer> readOnly) {
    public ProtectedPages {
        hidden = Set.copyOf(hidden);
        readOnly = Set.copyOf(readOnly);
    }
}
