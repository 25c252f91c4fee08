package lapidary.host.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread waits for of its client can be ended by another, before it begins or after. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeerTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    private SocketChannel client;
    private SocketChannel channel;
    private Peer peer;

    @BeforeEach
    void connect() throws IOException {
        try (var listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            client = SocketChannel.open(listening.getLocalAddress());
            channel = listening.accept();
        }
        peer = new Peer(channel, LONG);
        peer.done();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        channel.close();
    }

    @Test
    void a_read_that_waits_finds_its_end_and_the_client_can_still_be_told() throws Exception {
        peer.read(LONG);
        assertEquals(-1, whileWaiting(this::read, peer::breakOff));
        peer.done();
        assertTrue(peer.isLate());
        peer.goOn();
        peer.write(LONG);
        assertEquals(1, channel.write(ByteBuffer.allocate(1)));
    }

    @Test
    void a_write_that_waits_finds_the_connection_closed() throws Exception {
        peer.write(LONG);
        var failed =
                assertThrows(
                        ExecutionException.class,
                        () -> whileWaiting(this::writeWithoutEnd, peer::breakOff));
        assertInstanceOf(IOException.class, failed.getCause());
        assertTrue(peer.isClosed());
    }

    @Test
    void a_wait_that_begins_later_is_ended_too_until_it_goes_on() throws Exception {
        peer.breakOff();
        assertFalse(peer.isLate(), "nothing was waited for");
        peer.read(LONG);
        assertEquals(-1, read());
    }

    @Test
    void what_went_on_waits_again() throws Exception {
        peer.breakOff();
        peer.goOn();
        peer.read(LONG);
        assertEquals(1, whileWaiting(this::read, () -> client.write(ByteBuffer.allocate(1))));
    }

    @Test
    void a_connection_that_has_begun_a_head_may_be_sent_away_until_the_head_is_there() {
        assertFalse(peer.isInHead());
        peer.readHead(LONG);
        assertTrue(peer.isInHead());
        assertFalse(peer.isIdle(), "those between two requests go first");
        peer.doneReading();
        assertFalse(peer.isInHead());
        peer.readHead(LONG);
        peer.cutOff();
        assertFalse(peer.isInHead(), "it was sent away already");
    }

    private int read() throws IOException {
        return channel.read(ByteBuffer.allocate(1));
    }

    private int writeWithoutEnd() throws IOException {
        while (true) {
            channel.write(ByteBuffer.allocate(1 << 16));
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static int whileWaiting(Callable<Integer> wait, Action action) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> waiting = executor.submit(wait);
            action.run();
            return waiting.get();
        }
    }
}
