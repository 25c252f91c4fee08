package lapidary.host.facet;

import java.io.IOException;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Reply;
import lapidary.host.guest.ReplyStream;
import lapidary.host.memory.MemoryClaim;

/**
 * The client of one event as its guest reads from it and writes to it: an abort ends the wait for
 * either, and with it the event. Confined to the event's thread, but for both {@code breakOff}s.
 */
final class GuardedClient implements FetchRequest.Body, ReplyStream {
    private final FetchRequest.Body body;
    private final ReplyStream stream;
    private final EventGuard guard;

    GuardedClient(FetchRequest.Body body, ReplyStream stream, EventGuard guard) {
        this.body = body;
        this.stream = stream;
        this.guard = guard;
    }

    /**
     * @throws EventStopped if the event was aborted, whatever came of the read
     */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        guard.beginWait(body::breakOff);
        try {
            return body.read(into, offset, length);
        } finally {
            guard.endWait();
        }
    }

    /**
     * @throws EventStopped if the event was aborted, whatever came of the part
     */
    @Override
    public void send(Reply part) throws IOException {
        guard.beginWait(stream::breakOff);
        try {
            stream.send(part);
        } finally {
            guard.endWait();
        }
    }

    @Override
    public int bytesAhead() {
        return body.bytesAhead();
    }

    @Override
    public boolean canUpgrade() {
        return stream.canUpgrade();
    }

    @Override
    public boolean canDetach() {
        return stream.canDetach();
    }

    @Override
    public MemoryClaim memory() {
        return stream.memory();
    }

    @Override
    public void breakOff() {
        body.breakOff();
        stream.breakOff();
    }
}
