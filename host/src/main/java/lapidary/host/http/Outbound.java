package lapidary.host.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/** What a client is sent, bounded in time. Confined to the connection's thread. */
final class Outbound implements DataWriter {
    private final DataWriter writer;
    private final Peer peer;
    private Patience patience = Client.replyPatience();

    Outbound(DataWriter writer, Peer peer) {
        this.writer = writer;
        this.peer = peer;
    }

    /** How long we wait for the client to take what it is sent, from now on. */
    void patience(Patience newPatience) {
        patience = newPatience;
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    /** A client that does not take it in time finds the connection closed, as does the writer. */
    @Override
    public void writeNow(BufferData buffer) {
        long size = buffer.available();
        long start = System.nanoTime();
        peer.write(Math.max(1, patience.nanosLeftFor(size)));
        try {
            writer.writeNow(buffer);
        } finally {
            peer.done();
            patience.spent(System.nanoTime() - start, size);
        }
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
