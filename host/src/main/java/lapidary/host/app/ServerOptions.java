package lapidary.host.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a server is to run.
 *
 * @param dataDir made if it is not there
 * @param listenHost a name or address of the loopback interface
 * @param listenPort 0 picks one
 * @param configFile none is needed; no setting is read from it yet
 * @param memoryBudgetBytes what guests and requests may hold of the heap together; by default half
 *     of what the heap may grow to
 */
public record ServerOptions(
        Path dataDir,
        String listenHost,
        int listenPort,
        Optional<Path> configFile,
        OptionalLong memoryBudgetBytes) {
    /** As above, with half of the heap as its budget. */
    public ServerOptions(
            Path dataDir, String listenHost, int listenPort, Optional<Path> configFile) {
        this(dataDir, listenHost, listenPort, configFile, OptionalLong.empty());
    }
}
