package lapidary.host.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import lapidary.host.archive.Archive;
import lapidary.host.cold.ColdStore;
import lapidary.host.cold.FolderStore;
import lapidary.host.cold.S3Bucket;
import lapidary.host.cold.S3Credentials;
import lapidary.host.cold.S3Store;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.json.Json;
import org.jspecify.annotations.Nullable;

/** Where the archive is, and how far back one can restore. */
public record ArchiveOptions(Place place, Duration retention) {
    /** Where files are kept. */
    public sealed interface Place {
        /** A folder, better on another disk than the data. */
        record Folder(Path dir) implements Place {}

        /**
         * A bucket of an S3-compatible store.
         *
         * @param credentials a file with {@code accessKeyId} and {@code secretAccessKey}, as JSON
         */
        record Bucket(S3Bucket bucket, Path credentials) implements Place {}
    }

    private static final Duration RETENTION_DEFAULT = Duration.ofDays(7);
    private static final Pattern RETENTION = Pattern.compile("([1-9][0-9]{0,5})([dhm])");

    /** In a folder, for as long as by default. */
    public static ArchiveOptions inFolder(Path dir) {
        return new ArchiveOptions(new Place.Folder(dir), RETENTION_DEFAULT);
    }

    /** The archive of a data folder; it ships when it is told to, or is started. */
    Archive open(Path dataFolder) {
        return new Archive(store(), dataFolder, Clock.systemUTC(), retention);
    }

    private ColdStore store() {
        return switch (place) {
            case Place.Folder(var dir) -> new FolderStore(dir);
            case Place.Bucket(var bucket, var file) ->
                    new S3Store(bucket, credentials(file), Clock.systemUTC());
        };
    }

    private static S3Credentials credentials(Path file) {
        try {
            return Json.read(Files.readAllBytes(file), S3Credentials.class);
        } catch (IOException | CallerException e) {
            throw new FailureException(
                    ErrorCode.INTERNAL,
                    "the archive's credentials "
                            + file
                            + " cannot be read: they are JSON with"
                            + " accessKeyId and secretAccessKey",
                    e);
        }
    }

    /**
     * How long, as it is written: {@code 30d}, {@code 12h} or {@code 15m}.
     *
     * @throws IllegalArgumentException if it is not written so
     */
    static Duration retention(@Nullable String text) {
        if (text == null) {
            return RETENTION_DEFAULT;
        }
        var matcher = RETENTION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "field archive.retention is a time such as 7d, 12h or 30m");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofMinutes(count);
        };
    }
}
