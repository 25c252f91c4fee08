package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import java.util.List;
import java.util.Optional;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code call} event is about, and what the guest replies. Confined to the event's thread;
 * closed by whoever made it, unless {@link #reply} gave the reply away.
 */
public final class RpcEvent implements AutoCloseable {
    private static final int OK = 200;
    private static final byte[] NOTHING = new byte[0];

    private final RpcCall call;
    private final MemoryClaim memory;
    private byte @Nullable [] reply;
    private @Nullable String failure;
    private boolean isGiven;

    public RpcEvent(RpcCall call, MemoryBudget budget) {
        this.call = call;
        this.memory = budget.claim();
    }

    RpcCall call() {
        return call;
    }

    /** Claims what a reply takes, before it is copied. */
    void beginReply(int length) {
        if (reply != null || failure != null) {
            throw new Refusal(INVALID, "a call is replied to once, or fails once");
        }
        memory.add(HeapSize.ofBytes(length));
    }

    void reply(byte[] bytes) {
        reply = bytes;
    }

    /** The call fails, also where it was replied to. */
    void fail(String text) {
        failure = text;
    }

    /** Bytes of the reply, so far. */
    int replyBytes() {
        return reply == null ? 0 : reply.length;
    }

    /** Why the guest says that it failed, if it does. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** What the caller gets; whoever gets it closes it. */
    public OpenReply reply(Fuel used) {
        isGiven = true;
        byte[] body = reply == null ? NOTHING : reply;
        return new WholeReply(OK, List.of(), used, body, body.length, memory);
    }

    @Override
    public void close() {
        if (!isGiven) {
            memory.close();
        }
    }
}
