package lapidary.host.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * What a failure of the disk, of SQLite's calls or our own, means for whoever is told: that the
 * disk is full, that the process has too many files open, or else that the host failed.
 */
public final class StorageProblem {
    /** As the C library says ENOSPC and EDQUOT. */
    private static final String[] FULL = {"No space left on device", "Disk quota exceeded"};

    /** EMFILE, ENFILE. */
    private static final String TOO_MANY_FILES = "Too many open files";

    private static final Path ANY_FILE = Path.of("/dev/null");

    private StorageProblem() {}

    /**
     * The problem that a failure is.
     *
     * @param what could not be done
     */
    static HostException of(String what, Throwable failure) {
        return known(what, failure)
                .orElseGet(() -> new FailureException(ErrorCode.INTERNAL, what, failure));
    }

    /** The problem that a failure is, if it comes from a disk that is full or the like. */
    public static Optional<HostException> known(String what, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LostSync lost) {
                return Optional.of(lost);
            }
            if (isFull(cause)) {
                return Optional.of(
                        new LimitException(
                                ErrorCode.STORAGE_FULL, what + ": the disk is full", failure));
            }
            if (isOutOfFiles(cause)) {
                return Optional.of(
                        new LimitException(
                                ErrorCode.OVERLOADED,
                                what + ": the host has too many files open",
                                failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isFull(Throwable cause) {
        return switch (cause) {
            case SqliteFailure sqlite -> sqlite.primary() == SQLiteErrorCode.SQLITE_FULL;
            case IOException io -> says(io, FULL);
            default -> false;
        };
    }

    /** SQLite does not tell why it could not open a file, so it is tried once more. */
    private static boolean isOutOfFiles(Throwable cause) {
        return switch (cause) {
            case SqliteFailure sqlite ->
                    sqlite.primary() == SQLiteErrorCode.SQLITE_CANTOPEN && noneCanBeOpened();
            case IOException io -> says(io, TOO_MANY_FILES);
            default -> false;
        };
    }

    private static boolean noneCanBeOpened() {
        try (var _ = FileChannel.open(ANY_FILE)) {
            return false;
        } catch (IOException e) {
            return says(e, TOO_MANY_FILES);
        }
    }

    private static boolean says(IOException failure, String... texts) {
        @Nullable String message = failure.getMessage();
        for (String text : texts) {
            if (message != null && message.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
