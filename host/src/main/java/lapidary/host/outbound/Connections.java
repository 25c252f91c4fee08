package lapidary.host.outbound;

import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.util.HashMap;
import java.util.Map;
import lapidary.host.error.Refusal;

/**
 * How many connections there are, of the host and of each namespace. Thread-safe: guarded by this.
 */
final class Connections {
    private final int max;
    private final int namespaceMax;
    private final Map<String, Integer> byNamespace = new HashMap<>();
    private int all;

    Connections(OutboundLimits limits) {
        this.max = limits.connections();
        this.namespaceMax = limits.namespaceConnections();
    }

    /**
     * One more; {@link #leave} is to follow.
     *
     * @throws Refusal {@code UNAVAILABLE} if there are as many as there may be
     */
    synchronized void enter(String namespace) {
        int own = byNamespace.getOrDefault(namespace, 0);
        if (own >= namespaceMax) {
            throw full("the namespace", namespaceMax);
        }
        if (all >= max) {
            throw full("the host", max);
        }
        byNamespace.put(namespace, own + 1);
        all++;
    }

    synchronized void leave(String namespace) {
        all--;
        byNamespace.computeIfPresent(namespace, (_, count) -> count == 1 ? null : count - 1);
    }

    /** How many there are. */
    synchronized int count() {
        return all;
    }

    private static Refusal full(String whose, int max) {
        return new Refusal(
                UNAVAILABLE,
                whose
                        + " has "
                        + max
                        + " connections, as many as it may; close replies, try again");
    }
}
