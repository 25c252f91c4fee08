package lapidary.host.storage;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host's own SQL: fixed texts with values bound to them, in order. A value is null, a {@link
 * Long}, {@link Integer}, {@link Double}, {@link String} or a {@code byte[]}. Prepared statements
 * are kept by their text, so texts are constants. Failures are {@link
 * lapidary.host.error.FailureException}.
 */
public interface HostSql {
    /** All rows, mapped, in order. */
    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values);

    /** The first row, mapped. */
    default <T> Optional<T> queryFirst(
            String sql, RowMapper<T> mapper, @Nullable Object... values) {
        return query(sql, mapper, values).stream().findFirst();
    }

    /** Runs a statement that writes; the rows it changed, by triggers and references too. */
    long execute(String sql, @Nullable Object... values);
}
