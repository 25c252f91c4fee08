package lapidary.host.storage;

import java.util.Optional;
import java.util.OptionalLong;

/** The current row of a host statement; columns count from 0. Good until the next row. */
public interface Row {
    long integer(int column);

    double real(int column);

    /** The text; what is not TEXT as SQLite writes it, NULL as the empty text. */
    String text(int column);

    /** The bytes; NULL as none. */
    byte[] blob(int column);

    boolean isNull(int column);

    /** The text, unless NULL. */
    default Optional<String> optionalText(int column) {
        return isNull(column) ? Optional.empty() : Optional.of(text(column));
    }

    /** The integer, unless NULL. */
    default OptionalLong optionalInteger(int column) {
        return isNull(column) ? OptionalLong.empty() : OptionalLong.of(integer(column));
    }
}
