package lapidary.host.sql;

import java.util.Set;

/**
 * What of a database is not for guests: root pages that a program may not open, {@code hidden} at
 * all, {@code readOnly} for writing, {@code statistics} for writing by anything but changes of the
 * schema; and the names, in lower case, of what is read only.
 */
public record ProtectedPages(
        Set<Integer> hidden,
        Set<Integer> readOnly,
        Set<Integer> statistics,
        Set<String> readOnlyNames) {
    public ProtectedPages {
        hidden = Set.copyOf(hidden);
        readOnly = Set.copyOf(readOnly);
        statistics = Set.copyOf(statistics);
        readOnlyNames = Set.copyOf(readOnlyNames);
    }
}
