package lapidary.host.guest;

import static lapidary.abi.ResultCode.LIMIT;

import java.util.Arrays;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;

/**
 * Takes one guest's reply for another, which reads it when it is whole: what is flushed is added
 * up. To be closed, unless {@link #whole} gave it away. Confined to the event's thread.
 */
public final class CollectedReply implements ReplyStream, AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final MemoryClaim memory;
    private boolean hasHead;
    private int status;
    private List<Header> headers = List.of();
    private byte[] body = NOTHING;
    private int bodyLength;
    private boolean isGiven;

    public CollectedReply(MemoryBudget budget) {
        this.memory = budget.claim();
    }

    @Override
    public MemoryClaim memory() {
        return memory;
    }

    /**
     * @throws Refusal {@code LIMIT} if all parts together are longer than a reply may be
     */
    @Override
    public void send(Reply part) {
        if (!hasHead) {
            hasHead = true;
            status = part.status();
            headers = part.headers();
        }
        append(part);
    }

    /**
     * The reply, with what of it was not sent yet. Whoever gets it closes it.
     *
     * @param used of all that made it
     */
    public OpenReply whole(Reply rest, Fuel used) {
        if (hasHead) {
            append(rest);
        } else {
            status = rest.status();
            headers = rest.headers();
            body = rest.body();
            bodyLength = rest.bodyLength();
        }
        isGiven = true;
        // The event that made it had claimed what sending it by HTTP would have taken on top.
        memory.subtract(Math.max(0, memory.bytes() - HeapSize.ofBytes(body.length)));
        return new WholeReply(status, headers, used, body, bodyLength, memory);
    }

    @Override
    public void close() {
        if (!isGiven) {
            memory.close();
        }
    }

    private void append(Reply part) {
        long size = (long) bodyLength + part.bodyLength();
        if (size > Limits.REPLY_BYTES_MAX) {
            throw new Refusal(
                    LIMIT,
                    "a reply to another guest has at most "
                            + Limits.REPLY_BYTES_MAX
                            + " bytes, this would have "
                            + size);
        }
        if (size > body.length) {
            enlarge((int) Math.min(Limits.REPLY_BYTES_MAX, Math.max(1_024, 2 * size)));
        }
        System.arraycopy(part.body(), 0, body, bodyLength, part.bodyLength());
        bodyLength = (int) size;
    }

    private void enlarge(int capacity) {
        memory.add(HeapSize.ofBytes(capacity));
        long before = body.length == 0 ? 0 : HeapSize.ofBytes(body.length);
        body = Arrays.copyOf(body, capacity);
        memory.subtract(before);
    }
}
