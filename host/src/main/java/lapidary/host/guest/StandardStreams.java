package lapidary.host.guest;

import java.io.ByteArrayOutputStream;

/**
 * A guest's standard output and standard error as log lines: what is written is kept until its line
 * ends, or the event does. Confined to the event's thread.
 */
final class StandardStreams {
    private static final int STDERR = 2;
    private static final int INFO = 2;
    private static final int ERROR = 4;

    /** A longer line is cut into several. */
    private static final int LINE_BYTES_MAX = 8_192;

    private final EventLog log;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream(0);

    StandardStreams(EventLog log) {
        this.log = log;
    }

    /** Takes a slice, which has been checked and paid for. */
    void write(int fd, byte[] bytes, int offset, int length) {
        var line = fd == STDERR ? err : out;
        for (int i = offset; i < offset + length && !log.isCut(); i++) {
            if (bytes[i] == '\n' || line.size() == LINE_BYTES_MAX) {
                end(fd);
            }
            if (bytes[i] != '\n') {
                line.write(bytes[i]);
            }
        }
    }

    /** The event is over: what has no end of line is a line all the same. */
    void endLines() {
        if (out.size() > 0) {
            end(1);
        }
        if (err.size() > 0) {
            end(STDERR);
        }
    }

    /** Drops what has no end of line. */
    void forget() {
        out.reset();
        err.reset();
    }

    private void end(int fd) {
        var line = fd == STDERR ? err : out;
        byte[] bytes = line.toByteArray();
        line.reset();
        int level = fd == STDERR ? ERROR : INFO;
        if (bytes.length > 0) {
            log.payForLine();
            log.write(level, bytes, 0, bytes.length);
        }
        log.countLineEnd(level);
    }
}
