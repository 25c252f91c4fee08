package lapidary.host.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import lapidary.host.archive.Archive;
import lapidary.host.cold.FolderStore;
import org.jspecify.annotations.Nullable;

/**
 * Where the archive is, and how far back one can restore.
 *
 * @param dir a folder, better on another disk than the data
 */
public record ArchiveOptions(Path dir, Duration retention) {
    private static final Duration RETENTION_DEFAULT = Duration.ofDays(7);
    private static final Pattern RETENTION = Pattern.compile("([1-9][0-9]{0,5})([dhm])");

    /** In a folder, for as long as by default. */
    public static ArchiveOptions inFolder(Path dir) {
        return new ArchiveOptions(dir, RETENTION_DEFAULT);
    }

    /** The archive of a data folder; it ships when it is told to, or is started. */
    Archive open(Path dataFolder) {
        return new Archive(new FolderStore(dir), dataFolder, Clock.systemUTC(), retention);
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
