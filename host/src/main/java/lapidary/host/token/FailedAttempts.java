package lapidary.host.token;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each client address has shown a wrong token lately: {@value #BURST} at once, then one
 * every {@value #INTERVAL_SECONDS} s. An IPv6 client is known by its /64, within which it chooses
 * addresses freely. At most {@value #CLIENTS_MAX} are remembered; the one not heard of for longest
 * is forgotten first.
 *
 * <p>Thread-safe: the monitor guards the table.
 */
public final class FailedAttempts {
    static final int BURST = 20;
    static final int CLIENTS_MAX = 10_000;
    private static final int INTERVAL_SECONDS = 3;
    private static final long INTERVAL_NANOS = Duration.ofSeconds(INTERVAL_SECONDS).toNanos();
    private static final int NETWORK_BYTES = 8;

    private final LongSupplier nanoTime;

    /** When each client's failures will have been worked off. */
    private final Map<InetAddress, Long> clear =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
                    return size() > CLIENTS_MAX;
                }
            };

    public FailedAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Notes a failure. Those beyond the rate do not count, so that nobody is kept waiting longer
     * for going on.
     *
     * @return how long to wait before the next; zero while there were not too many
     */
    public synchronized Duration note(InetAddress client) {
        long now = nanoTime.getAsLong();
        var network = network(client);
        long ahead = Math.max(0, clear.getOrDefault(network, now) - now);
        long tooFar = ahead + INTERVAL_NANOS - BURST * INTERVAL_NANOS;
        if (tooFar > 0) {
            return Duration.ofNanos(tooFar);
        }
        clear.put(network, now + ahead + INTERVAL_NANOS);
        return Duration.ZERO;
    }

    synchronized int clients() {
        return clear.size();
    }

    private static InetAddress network(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        byte[] address = client.getAddress();
        Arrays.fill(address, NETWORK_BYTES, address.length, (byte) 0);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 16 bytes is one", e);
        }
    }
}
