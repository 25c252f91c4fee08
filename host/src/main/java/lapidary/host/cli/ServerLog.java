package lapidary.host.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** Sets the server's log up: one line per record on stderr, unless the operator says otherwise. */
final class ServerLog {
    private ServerLog() {}

    /** Reads our {@code logging.properties}, unless a system property names another. */
    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        try (InputStream ours = ServerLog.class.getResourceAsStream("/logging.properties")) {
            if (ours != null) {
                LogManager.getLogManager().readConfiguration(ours);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
