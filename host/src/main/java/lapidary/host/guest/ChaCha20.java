package lapidary.host.guest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The key stream of ChaCha20 (RFC 8439, section 2.3) with a nonce of zeros and its counter from 0.
 * Here because the JDK's takes a quarter of a millisecond to set up, and many an event draws one
 * number. Not thread-safe.
 */
final class ChaCha20 {
    static final int KEY_BYTES = 32;
    static final int BLOCK_BYTES = 64;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** "expand 32-byte k" */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private static final int WORDS = BLOCK_BYTES / Integer.BYTES;
    private static final int KEY_WORD = 4;
    private static final int COUNTER_WORD = 12;
    private static final int DOUBLE_ROUNDS = 10;

    private final int[] state = new int[WORDS];
    private final int[] working = new int[WORDS];

    ChaCha20(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has 32 bytes, was " + key.length);
        }
        System.arraycopy(CONSTANTS, 0, state, 0, CONSTANTS.length);
        for (int word = 0; word < KEY_BYTES / Integer.BYTES; word++) {
            state[KEY_WORD + word] = (int) INT.get(key, word * Integer.BYTES);
        }
    }

    /** Writes the next {@link #BLOCK_BYTES} of the stream. */
    void nextBlock(byte[] out) {
        System.arraycopy(state, 0, working, 0, WORDS);
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            quarterRound(0, 4, 8, 12);
            quarterRound(1, 5, 9, 13);
            quarterRound(2, 6, 10, 14);
            quarterRound(3, 7, 11, 15);
            quarterRound(0, 5, 10, 15);
            quarterRound(1, 6, 11, 12);
            quarterRound(2, 7, 8, 13);
            quarterRound(3, 4, 9, 14);
        }
        for (int word = 0; word < WORDS; word++) {
            INT.set(out, word * Integer.BYTES, working[word] + state[word]);
        }
        // The next word is the nonce's, and would only repeat after 256 GiB; it carries on there.
        if (++state[COUNTER_WORD] == 0) {
            state[COUNTER_WORD + 1]++;
        }
    }

    private void quarterRound(int a, int b, int c, int d) {
        int[] w = working;
        w[a] += w[b];
        w[d] = Integer.rotateLeft(w[d] ^ w[a], 16);
        w[c] += w[d];
        w[b] = Integer.rotateLeft(w[b] ^ w[c], 12);
        w[a] += w[b];
        w[d] = Integer.rotateLeft(w[d] ^ w[a], 8);
        w[c] += w[d];
        w[b] = Integer.rotateLeft(w[b] ^ w[c], 7);
    }
}
