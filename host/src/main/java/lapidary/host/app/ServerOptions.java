package lapidary.host.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is to run.
 *
 * @param dataDir made if it is not there
 * @param listen a name or address of this machine; of its loopback interface while there are no
 *     tokens
 * @param configuration everything else; its own {@code dataDir} and {@code listen} have given way
 */
public record ServerOptions(Path dataDir, ListenAddress listen, Configuration configuration) {

    /**
     * With what a configuration file says besides, if there is one.
     *
     * @throws lapidary.host.error.CallerException if the file cannot be used
     */
    public ServerOptions(Path dataDir, String host, int port, Optional<Path> configFile) {
        this(
                dataDir,
                new ListenAddress(host, port),
                configFile.map(Configuration::read).orElse(Configuration.NONE));
    }
}
