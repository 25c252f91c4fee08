package lapidary.host.storage;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first 100 bytes of a SQLite file that nobody has open (<i>Database File Format</i>, 1.3).
 * Immutable.
 */
final class DatabaseHeader {
    static final int SIZE = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE_SIZE_AT = 16;
    private static final int WRITE_VERSION_AT = 18;
    private static final int RESERVED_AT = 20;
    private static final int PAGES_AT = 28;
    private static final int FREE_PAGES_AT = 36;
    private static final int LARGEST_ROOT_AT = 52;
    private static final int ENCODING_AT = 56;
    private static final int UTF_8 = 1;

    /** What the two bytes of the version say: that commits go to a rollback journal, or a log. */
    private static final byte[] JOURNAL = {1, 1};

    private static final byte[] LOG = {2, 2};

    private final ByteBuffer bytes;

    private DatabaseHeader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The header of a file that nobody has open; of one that is too short, its zeros. */
    static DatabaseHeader read(Path file) throws IOException {
        var bytes = ByteBuffer.allocate(SIZE);
        try (var channel = FileChannel.open(file, READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        }
        return new DatabaseHeader(bytes);
    }

    /** Pages that are in use. */
    long usedPages() {
        return Integer.toUnsignedLong(bytes.getInt(PAGES_AT))
                - Integer.toUnsignedLong(bytes.getInt(FREE_PAGES_AT));
    }

    /** Why a facet's database cannot have this header, and what to do; empty if it can. */
    Optional<String> objection(long fileBytes) {
        if (!bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return Optional.of("it does not begin as a SQLite 3 file does");
        }
        int pageSize = Short.toUnsignedInt(bytes.getShort(PAGE_SIZE_AT));
        if (pageSize != Sqlite.PAGE_BYTES) {
            return Optional.of(
                    "its page size is not "
                            + Sqlite.PAGE_BYTES
                            + ": run PRAGMA journal_mode = DELETE; PRAGMA page_size = "
                            + Sqlite.PAGE_BYTES
                            + "; VACUUM; on it");
        }
        if (fileBytes == 0 || fileBytes % Sqlite.PAGE_BYTES != 0) {
            return Optional.of("it does not end with a whole page");
        }
        if (bytes.get(RESERVED_AT) != 0) {
            return Optional.of("it reserves bytes at the end of each page, for an extension");
        }
        if (bytes.getInt(LARGEST_ROOT_AT) != 0) {
            return Optional.of("it vacuums itself: run PRAGMA auto_vacuum = NONE; VACUUM; on it");
        }
        if (bytes.getInt(ENCODING_AT) != UTF_8) {
            return Optional.of("its texts are not in UTF-8: .dump it into a database that is");
        }
        return Optional.empty();
    }

    /** Makes a file one that keeps a rollback journal, as those have that people pass around. */
    static void useJournal(Path file) throws IOException {
        setVersion(file, JOURNAL);
    }

    /** Makes a file one that keeps a write-ahead log, from its first byte on. */
    static void useLog(Path file) throws IOException {
        setVersion(file, LOG);
    }

    private static void setVersion(Path file, byte[] version) throws IOException {
        DurableFiles.steps.before("change the version of " + file);
        DurableFiles.overwrite(file, WRITE_VERSION_AT, version);
    }
}
