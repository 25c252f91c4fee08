package lapidary.host.guest;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The one source of chance in an event: ChaCha20's key stream under the event's seed, so that an
 * event replayed with its seed draws the same numbers. Confined to the event's thread.
 */
public final class EventRandom implements RandomGenerator {
    /** Bytes of a seed. */
    public static final int SEED_BYTES = ChaCha20.KEY_BYTES;

    private final Supplier<byte[]> seeds;
    private final byte[] block = new byte[ChaCha20.BLOCK_BYTES];
    private int used = block.length;
    private @Nullable ChaCha20 stream;

    /**
     * @param seeds gives this event's seed of {@link #SEED_BYTES}; asked once, when the event first
     *     draws, since few events do
     */
    public EventRandom(Supplier<byte[]> seeds) {
        this.seeds = seeds;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        nextBytes(bytes, 0, bytes.length);
    }

    /** Fills a part of an array. */
    void nextBytes(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            refillIfUsedUp();
            int count = Math.min(length - done, block.length - used);
            System.arraycopy(block, used, bytes, offset + done, count);
            used += count;
            done += count;
        }
    }

    @Override
    public long nextLong() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            refillIfUsedUp();
            value = (value << 8) | (block[used++] & 0xff);
        }
        return value;
    }

    private void refillIfUsedUp() {
        if (used < block.length) {
            return;
        }
        var known = stream;
        if (known == null) {
            known = new ChaCha20(seeds.get());
            stream = known;
        }
        known.nextBlock(block);
        used = 0;
    }
}
