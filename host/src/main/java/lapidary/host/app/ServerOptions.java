package lapidary.host.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is to run.
 *
 * @param dataDir made if it is not there
 * @param listenHost a name or address of the loopback interface
 * @param listenPort 0 picks one
 * @param configFile none is needed; no setting is read from it yet
 */
public record ServerOptions(
        Path dataDir, String listenHost, int listenPort, Optional<Path> configFile) {}
