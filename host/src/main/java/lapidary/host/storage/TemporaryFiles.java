package lapidary.host.storage;

import java.io.File;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/**
 * The directory in which SQLite sorts what is longer than a megabyte, in files without a name. They
 * count for no facet's storage, so an event ends before they fill the disk. Thread-safe.
 */
final class TemporaryFiles {
    private static final long FREE_BYTES_MIN = 512L << 20;

    /** In the order in which SQLite looks for one that is there and may be written to. */
    private static final File DIRECTORY =
            Stream.concat(
                            Stream.of("SQLITE_TMPDIR", "TMPDIR")
                                    .map(System::getenv)
                                    .filter(Objects::nonNull),
                            List.of("/var/tmp", "/usr/tmp", "/tmp").stream())
                    .map(File::new)
                    .filter(directory -> directory.isDirectory() && directory.canWrite())
                    .findFirst()
                    .orElseGet(() -> new File("."));

    private TemporaryFiles() {}

    /**
     * Looks whether there is room for more.
     *
     * @throws LimitException {@code OVERLOADED} if not
     */
    static void check() {
        if (DIRECTORY.getUsableSpace() < FREE_BYTES_MIN) {
            throw new LimitException(
                    ErrorCode.OVERLOADED, "the host has no room for what the statement sorts");
        }
    }
}
