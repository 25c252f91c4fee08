package lapidary.host.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import lapidary.host.token.Tokens;

/** The tokens of a data folder that no server uses. Held until it is closed. */
public final class OfflineTokens implements AutoCloseable {
    private final ClosingStack parts;
    private final Tokens tokens;

    private OfflineTokens(ClosingStack parts, Path dataDir) {
        this.parts = parts;
        var folder = parts.push(DataFolder.open(dataDir));
        this.tokens =
                new Tokens(
                        parts.push(Catalogue.open(folder)), Clock.systemUTC(), new SecureRandom());
    }

    /**
     * Opens a data folder, and makes it if it is not there.
     *
     * @throws lapidary.host.error.HostException if it cannot be had, or a server uses it
     */
    public static OfflineTokens open(Path dataDir) {
        var parts = new ClosingStack();
        try {
            return new OfflineTokens(parts, dataDir);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    public Tokens tokens() {
        return tokens;
    }

    @Override
    public void close() {
        parts.close();
    }
}
