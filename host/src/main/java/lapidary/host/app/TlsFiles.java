package lapidary.host.app;

import java.nio.file.Path;

/**
 * Where a server's proof of its name is, in PEM.
 *
 * @param certificate its own first, then those that vouch for it
 * @param privateKey PKCS #8, not encrypted
 */
public record TlsFiles(Path certificate, Path privateKey) {}
