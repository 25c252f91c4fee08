package lapidary.host.guest;

import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The one source of chance in an event: ChaCha20's key stream (RFC 8439) under the event's seed, so
 * that an event replayed with its seed draws the same numbers. Confined to the event's thread.
 */
public final class EventRandom implements RandomGenerator {
    /** Bytes of a seed. */
    public static final int SEED_BYTES = 32;

    private static final int BLOCK_BYTES = 1_024;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];
    private static final byte[] NONCE = new byte[12];

    private final Supplier<byte[]> seeds;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;
    private @Nullable Cipher cipher;

    /**
     * @param seeds gives this event's seed of {@link #SEED_BYTES}; asked once, when the event first
     *     draws, since few events do
     */
    public EventRandom(Supplier<byte[]> seeds) {
        this.seeds = seeds;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            refillIfUsedUp();
            int count = Math.min(bytes.length - done, BLOCK_BYTES - used);
            System.arraycopy(block, used, bytes, done, count);
            used += count;
            done += count;
        }
    }

    @Override
    public long nextLong() {
        var eight = new byte[Long.BYTES];
        nextBytes(eight);
        long value = 0;
        for (byte b : eight) {
            value = (value << 8) | (b & 0xff);
        }
        return value;
    }

    private void refillIfUsedUp() {
        if (used < BLOCK_BYTES) {
            return;
        }
        try {
            if (cipher == null) {
                cipher = seeded(seeds.get());
            }
            cipher.update(ZEROS, 0, BLOCK_BYTES, block, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20 failed", e);
        }
        used = 0;
    }

    private static Cipher seeded(byte[] seed) throws GeneralSecurityException {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has 32 bytes, was " + seed.length);
        }
        var cipher = Cipher.getInstance("ChaCha20");
        var key = new SecretKeySpec(seed, "ChaCha20");
        cipher.init(Cipher.ENCRYPT_MODE, key, new ChaCha20ParameterSpec(NONCE, 0));
        return cipher;
    }
}
