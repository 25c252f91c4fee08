package lapidary.bench.fuel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import lapidary.host.cli.LogLine;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.guest.GuestLog;

/** Guests' log lines in a file, formatted as a server does. Thread-safe. */
final class FileLog implements GuestLog {
    private final FileHandler handler;

    FileLog(Path file) {
        try {
            handler = new FileHandler(file.toString());
            handler.setFormatter(new LogLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(GuestIdentity facet, int level, String text) {
        if (level >= 2) {
            var line = new LogRecord(Level.INFO, "{0}: {1}");
            line.setLoggerName("lapidary.guest");
            line.setParameters(new Object[] {facet.label(), text});
            handler.publish(line);
        }
    }
}
