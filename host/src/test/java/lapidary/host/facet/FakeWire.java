package lapidary.host.facet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lapidary.host.socket.Wire;
import org.jspecify.annotations.Nullable;

/** A connection whose other end is a test. Thread-safe. */
final class FakeWire implements Wire {
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> reads = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    /** A whole message of at most 125 bytes comes. */
    void say(String text) {
        byte[] bytes = new byte[6 + text.length()];
        bytes[0] = (byte) 0x81;
        bytes[1] = (byte) (0x80 | text.length()); // under a mask of zeros
        for (int i = 0; i < text.length(); i++) {
            bytes[6 + i] = (byte) text.charAt(i);
        }
        incoming.add(bytes);
    }

    void end() {
        incoming.add(END);
    }

    /** Returns when everything that was said has been heard, and more is waited for. */
    void awaitReads(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (reads.poll(1, TimeUnit.MINUTES) == null) {
                throw new AssertionError("nobody reads");
            }
        }
    }

    /** Returns when so many bytes have been written. */
    synchronized String awaitWritten(int size) throws InterruptedException {
        while (written.size() < size) {
            wait();
        }
        return text();
    }

    /** Frames with their heads, a character for each byte. */
    synchronized String text() {
        return written.toString(ISO_8859_1);
    }

    @Override
    public byte @Nullable [] read(long nanosMax) {
        reads.add(1);
        try {
            byte[] next = incoming.take();
            return next.length == 0 ? null : next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when the host has closed, whether or not that may be told yet. */
    void awaitClosing() throws InterruptedException {
        if (!closing.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("nobody closes");
        }
    }

    @Override
    public void readWithin(long nanos) {
        closing.countDown();
        end();
    }

    @Override
    public synchronized void write(byte[] bytes) {
        written.writeBytes(bytes);
        notifyAll();
    }

    @Override
    public void endOutput() {
        // nobody looks at it
    }

    @Override
    public void breakOff() {
        end();
    }
}
