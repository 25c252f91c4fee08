package lapidary.host.guest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The key stream behind an event's chance. */
final class ChaCha20Test {
    @Test
    void a_key_of_zeros_gives_the_first_block_that_the_rfc_lists() {
        var block = new byte[ChaCha20.BLOCK_BYTES];
        new ChaCha20(new byte[ChaCha20.KEY_BYTES]).nextBlock(block);
        // RFC 8439, appendix A.1, test vector 1
        assertEquals(
                "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                        + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
                HexFormat.of().formatHex(block));
    }

    @Test
    void the_stream_is_that_of_the_jdk_however_it_is_cut() throws GeneralSecurityException {
        var random = new Random(1);
        for (int round = 0; round < 20; round++) {
            var key = new byte[ChaCha20.KEY_BYTES];
            random.nextBytes(key);
            byte[] expected = jdk(key, 5_000);
            var event = new EventRandom(() -> key);
            var actual = new byte[expected.length];
            for (int at = 0; at < actual.length; ) {
                int length = Math.min(actual.length - at, 1 + random.nextInt(300));
                event.nextBytes(actual, at, length);
                at += length;
            }
            assertArrayEquals(expected, actual);
        }
    }

    @Test
    void a_number_is_the_next_eight_bytes_the_highest_first() {
        var key = new byte[ChaCha20.KEY_BYTES];
        assertEquals(0x76b8e0ada0f13d90L, new EventRandom(() -> key).nextLong());
    }

    @Test
    void a_key_has_32_bytes() {
        assertThrows(IllegalArgumentException.class, () -> new ChaCha20(new byte[31]));
    }

    private static byte[] jdk(byte[] key, int size) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ChaCha20");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "ChaCha20"),
                new ChaCha20ParameterSpec(new byte[12], 0));
        return cipher.update(new byte[size]);
    }
}
