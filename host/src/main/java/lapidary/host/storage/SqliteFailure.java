package lapidary.host.storage;

import java.sql.SQLException;
import java.util.Set;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite refused. Its own words, then its code names: {@code UNIQUE constraint failed: t.a:
 * SQLITE_CONSTRAINT, SQLITE_CONSTRAINT_UNIQUE}. When a guest's statement caused it, it becomes a
 * {@link Refusal}.
 */
final class SqliteFailure extends RuntimeException {
    private static final int PRIMARY = 0xff;

    /** After these SQLite rolls a transaction back, or may have. */
    private static final Set<SQLiteErrorCode> ROLLS_BACK =
            Set.of(
                    SQLiteErrorCode.SQLITE_FULL,
                    SQLiteErrorCode.SQLITE_IOERR,
                    SQLiteErrorCode.SQLITE_NOMEM,
                    SQLiteErrorCode.SQLITE_INTERRUPT,
                    SQLiteErrorCode.SQLITE_CORRUPT,
                    SQLiteErrorCode.SQLITE_CANTOPEN);

    /** Those of its syncs, in a checkpoint or a commit of the host's own files. */
    private static final Set<SQLiteErrorCode> SYNCS =
            Set.of(SQLiteErrorCode.SQLITE_IOERR_FSYNC, SQLiteErrorCode.SQLITE_IOERR_DIR_FSYNC);

    private final SQLiteErrorCode code;
    private final SQLiteErrorCode primary;
    private final String words;

    /**
     * If it is a sync that failed, that is noted: every failure of SQLite's becomes one of these.
     */
    SqliteFailure(SQLException cause) {
        super(text(cause), cause);
        this.code = code(cause);
        this.primary = primary(cause);
        this.words = oneLine(words(cause, code));
        if (SYNCS.contains(code)) {
            var _ = LostSync.report("SQLite's", cause);
        }
    }

    /** SQLite's own words, without its code names. */
    String words() {
        return words;
    }

    /** SQLite's primary result code. */
    SQLiteErrorCode primary() {
        return primary;
    }

    boolean rollsBack() {
        return ROLLS_BACK.contains(primary);
    }

    /**
     * Whether the disk is to blame, and not who asked: it is full, it fails, what it has is
     * damaged.
     */
    boolean isOfDisk() {
        return switch (primary) {
            case SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN -> true;
            // The guest's own tables of the kind that virtual tables are made of, if it says VTAB.
            case SQLITE_CORRUPT -> code != SQLiteErrorCode.SQLITE_CORRUPT_VTAB;
            default -> false;
        };
    }

    /** What a guest is told. */
    Refusal refusal() {
        return new Refusal(ResultCode.SQL, String.valueOf(getMessage()));
    }

    private static SQLiteErrorCode primary(SQLException cause) {
        return SQLiteErrorCode.getErrorCode(code(cause).code & PRIMARY);
    }

    private static SQLiteErrorCode code(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                ? sqlite.getResultCode()
                : SQLiteErrorCode.SQLITE_ERROR;
    }

    private static String text(SQLException cause) {
        SQLiteErrorCode code = code(cause);
        SQLiteErrorCode primary = primary(cause);
        String names = code == primary ? code.name() : primary.name() + ", " + code.name();
        return oneLine(words(cause, code)) + ": " + names;
    }

    /** The driver writes {@code [CODE] what the code means (SQLite's own words)}. */
    private static String words(SQLException cause, SQLiteErrorCode code) {
        String message = String.valueOf(cause.getMessage());
        String prefix = code + " (";
        return message.startsWith(prefix) && message.endsWith(")")
                ? message.substring(prefix.length(), message.length() - 1)
                : message;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
