package lapidary.host.guest;

import java.util.List;
import java.util.stream.Stream;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.MemoryClaim;

/** A reply that has all its body in memory, which is claimed until it is closed. */
public final class WholeReply implements OpenReply {
    private static final byte[] NOTHING = new byte[0];

    /** What the host says of a reply; a guest does not. */
    private static final String HOSTS_OWN = "lapidary-";

    private static final String FUEL = HOSTS_OWN + "fuel";

    private final int status;
    private final List<Header> headers;
    private final MemoryClaim claim;
    private byte[] body;
    private int left;
    private int position;

    /**
     * @param used what it took, which is among its fields
     * @param body of which the first {@code bodyLength} bytes count; nobody changes it any more
     * @param claim of what the body takes; closed with this
     */
    public WholeReply(
            int status,
            List<Header> headers,
            Fuel used,
            byte[] body,
            int bodyLength,
            MemoryClaim claim) {
        this.status = status;
        this.headers =
                Stream.concat(
                                headers.stream()
                                        .filter(field -> !field.name().startsWith(HOSTS_OWN)),
                                Stream.of(new Header(FUEL, Long.toString(used.units()))))
                        .toList();
        this.body = body;
        this.left = bodyLength;
        this.claim = claim;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public List<Header> headers() {
        return headers;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, left);
        System.arraycopy(body, position, into, offset, count);
        position += count;
        left -= count;
        return count;
    }

    @Override
    public void close() {
        body = NOTHING;
        position = 0;
        left = 0;
        claim.close();
    }
}
