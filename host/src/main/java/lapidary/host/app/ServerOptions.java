package lapidary.host.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server is started with. The host is a name or an address, an IPv6 one without brackets;
 * port 0 lets the system choose.
 */
public record ServerOptions(
        Path dataDir, String listenHost, int listenPort, Optional<Path> configFile) {}
