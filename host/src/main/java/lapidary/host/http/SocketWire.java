package lapidary.host.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.IOException;
import lapidary.host.socket.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has become a WebSocket. Its thread reads, one other at a time writes; {@link
 * Peer} sees to it that neither waits for too long.
 */
final class SocketWire implements Wire {
    private final Inbound inbound;
    private final DataWriter writer;
    private final Peer peer;

    SocketWire(Inbound inbound, DataWriter writer, Peer peer) {
        this.inbound = inbound;
        this.writer = writer;
        this.peer = peer;
    }

    @Override
    public byte @Nullable [] read(long nanosMax) throws IOException {
        if (nanosMax != FOR_EVER) {
            peer.read(nanosMax);
        }
        try {
            return inbound.raw();
        } catch (RuntimeException e) {
            throw new IOException("the client has gone", e);
        } finally {
            peer.doneReading();
        }
    }

    @Override
    public void readWithin(long nanos) {
        peer.readWithin(nanos);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        peer.write(Client.replyPatience().nanosLeftFor(bytes.length));
        try {
            writer.writeNow(BufferData.create(bytes));
        } catch (RuntimeException e) {
            throw new IOException("the client has gone", e);
        } finally {
            peer.doneWriting();
        }
    }

    @Override
    public void endOutput() {
        inbound.end();
    }

    @Override
    public void breakOff() {
        peer.close();
    }
}
