package lapidary.host.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import lapidary.host.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What clients may hold together that send slowly, or do not read: a quarter of the budget. */
class SlowPeersTest {
    private static final int KIB = 1 << 10;

    private final MemoryBudget budget = new MemoryBudget(4 << 20);
    private final Came wire = new Came();

    @Test
    void long_messages_that_come_at_once_are_bounded_together_and_short_ones_are_not()
            throws Exception {
        assertTrue(budget.slowPeers().tryTake(900 * KIB)); // by others
        var reader = new FrameReader(wire, budget);
        wire.message(60 * KIB);
        assertInstanceOf(Incoming.Message.class, reader.next());
        wire.message(300 * KIB);
        var refused = assertThrows(ProtocolError.class, reader::next);
        assertEquals(CloseCode.TRY_AGAIN_LATER, refused.code());
        reader.close();
        assertEquals(900 * KIB, budget.slowPeers().used());
    }

    @Test
    void a_long_message_counts_until_its_event_is_over() throws Exception {
        var reader = new FrameReader(wire, budget);
        wire.message(300 * KIB);
        var message = assertInstanceOf(Incoming.Message.class, reader.next());
        assertTrue(budget.slowPeers().used() >= 300 * KIB);
        message.memory().close();
        assertEquals(0, budget.slowPeers().used());
        assertEquals(0, budget.used());
    }

    @Test
    void what_is_unsent_is_bounded_together_and_a_little_for_each_is_not() {
        assertTrue(budget.slowPeers().tryTake(900 * KIB)); // by others
        var outbox = new Outbox(budget.slowPeers());
        assertTrue(outbox.reserve(60 * KIB));
        assertTrue(outbox.reserve(100 * KIB));
        assertFalse(outbox.reserve(100 * KIB));
        outbox.release(100 * KIB);
        outbox.release(60 * KIB);
        assertEquals(900 * KIB, budget.slowPeers().used());
    }

    /** A connection on which frames come. */
    private static final class Came implements Wire {
        private final Deque<byte[]> frames = new ArrayDeque<>();

        /** One of zeros, under a mask of zeros. */
        void message(int length) {
            byte[] frame = new byte[14 + length];
            frame[0] = (byte) (Frames.FIN | Frames.BINARY);
            frame[1] = (byte) (Frames.MASKED | Frames.LENGTH_64);
            frame[6] = (byte) (length >> 24);
            frame[7] = (byte) (length >> 16);
            frame[8] = (byte) (length >> 8);
            frame[9] = (byte) length;
            boolean isShort = length <= Frames.LENGTH_16_MAX;
            frames.add(isShort ? shortFrame(length) : frame);
        }

        private static byte[] shortFrame(int length) {
            byte[] frame = new byte[8 + length];
            frame[0] = (byte) (Frames.FIN | Frames.BINARY);
            frame[1] = (byte) (Frames.MASKED | Frames.LENGTH_16);
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
            return frame;
        }

        @Override
        public byte @Nullable [] read(long nanosMax) {
            return frames.poll();
        }

        @Override
        public void readWithin(long nanos) {
            throw new AssertionError("nobody reads later");
        }

        @Override
        public void write(byte[] bytes) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void endOutput() {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void breakOff() {
            throw new AssertionError("nobody breaks it off");
        }
    }
}
