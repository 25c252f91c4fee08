package lapidary.host.outbound;

import java.time.Duration;
import lapidary.abi.Limits;

/**
 * How much a request may take of the host. Immutable.
 *
 * @param requestBytes of its body
 * @param replyBytes of the reply's body
 * @param connect until there is a connection, each for the name, the address, and TLS
 * @param silence between two bytes
 * @param whole from its beginning to the last byte of the reply
 * @param connections at once, of the whole host
 * @param namespaceConnections at once, of one namespace
 */
public record OutboundLimits(
        long requestBytes,
        long replyBytes,
        Duration connect,
        Duration silence,
        Duration whole,
        int connections,
        int namespaceConnections) {
    /** The published ones. */
    public static final OutboundLimits DEFAULT =
            new OutboundLimits(
                    Limits.OUTBOUND_REQUEST_BYTES_MAX,
                    Limits.OUTBOUND_REPLY_BYTES_MAX,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(5),
                    256,
                    64);
}
