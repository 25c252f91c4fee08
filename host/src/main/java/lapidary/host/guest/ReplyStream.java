package lapidary.host.guest;

import java.io.IOException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;

/**
 * Where the parts of a reply go that a guest flushed before its event was over. Confined to the
 * event's thread; whoever made it ends it.
 */
public interface ReplyStream {
    /**
     * Sends a part: the first with the status and the header fields, which later parts leave out of
     * account.
     *
     * @throws IOException if the client is gone
     */
    void send(Reply part) throws IOException;

    /** Whether the request is an upgrade to a WebSocket, and its client would understand one. */
    default boolean canUpgrade() {
        return false;
    }

    /** Whether somebody reads on after the event. */
    default boolean canDetach() {
        return false;
    }

    /**
     * Ends a {@link #send} that waits, or that begins to, with an exception. Called by another
     * thread, for an event that is to end.
     */
    default void breakOff() {}

    /**
     * A claim to which a reply's body is added before it grows; whoever sends it closes this. Asked
     * for once; by default, nobody counts.
     */
    default MemoryClaim memory() {
        return MemoryBudget.UNLIMITED.claim();
    }
}
