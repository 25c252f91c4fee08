package lapidary.host.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/** On what a server may listen: without tokens, everybody who reaches it may do all. */
final class ListenRule {
    private static final Logger LOG = System.getLogger("lapidary");

    private final boolean hasTokens;
    private final boolean hasTls;

    ListenRule(boolean hasTokens, boolean hasTls) {
        this.hasTokens = hasTokens;
        this.hasTls = hasTls;
    }

    /**
     * Checks what a name stands for, not the name: {@code localhost} is what the system says.
     *
     * @param asked the name or address that was asked for
     */
    void check(String asked, InetAddress address) {
        if (address.isLoopbackAddress()) {
            return;
        }
        if (!hasTokens) {
            String numeric = address.getHostAddress();
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "without tokens the server listens on loopback only, and "
                            + asked
                            + (numeric.equals(asked) ? "" : " (" + numeric + ")")
                            + " is not; make a token first with 'lapidary token create --role admin"
                            + " --name NAME --data-dir DIR', or listen on 127.0.0.1");
        }
        if (!hasTls) {
            LOG.log(
                    Level.WARNING,
                    "{0} is reached over plain HTTP: whoever is on the way can read tokens; see TLS"
                            + " in docs/cli.md",
                    asked);
        }
    }
}
