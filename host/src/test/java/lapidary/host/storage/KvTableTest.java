package lapidary.host.storage;

import static lapidary.host.storage.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import lapidary.abi.ResultCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code facet_kv}. */
final class KvTableTest {
    private static final byte[] NONE = {};

    @TempDir Path directory;
    private TestFacet facet;
    private KvTable kv;

    @BeforeEach
    void open() {
        facet = new TestFacet(directory.resolve("1.db")).begin();
        kv = facet.database.kv();
    }

    @AfterEach
    void close() {
        facet.close();
    }

    @Test
    void keys_and_values_pass_at_their_limits_and_fail_beyond() {
        kv.put(new byte[2048], new byte[2 << 20]);
        assertEquals(2 << 20, kv.get(new byte[2048]).orElseThrow().length);
        var key = assertRefused(ResultCode.LIMIT, () -> kv.put(new byte[2049], NONE));
        assertEquals("the key has 2049 bytes; the limit is 2048", key.text());
        assertRefused(ResultCode.LIMIT, () -> kv.get(new byte[2049]));
        assertRefused(ResultCode.LIMIT, () -> kv.delete(new byte[2049]));
        assertRefused(ResultCode.LIMIT, () -> kv.list(new byte[2049], NONE, NONE, 0, false));
        assertRefused(ResultCode.LIMIT, () -> kv.put(bytes("a"), new byte[(2 << 20) + 1]));
        try (SqlCursor cursor = kv.list(NONE, NONE, NONE, 0, false)) {
            assertEquals(2048 + (2 << 20) + 10, cursor.rowSize());
        }
    }

    @Test
    void a_list_is_what_a_sorted_set_would_say() {
        var random = new Random(7);
        var keys = new TreeSet<byte[]>(Arrays::compareUnsigned);
        for (int i = 0; i < 200; i++) {
            byte[] key = key(random);
            keys.add(key);
            kv.put(key, NONE);
        }
        for (int i = 0; i < 300; i++) {
            byte[] prefix = random.nextBoolean() ? NONE : key(random);
            byte[] start = random.nextBoolean() ? NONE : key(random);
            byte[] end = random.nextBoolean() ? NONE : key(random);
            List<String> expected =
                    new ArrayList<>(
                            keys.stream()
                                    .filter(key -> startsWith(key, prefix))
                                    .filter(key -> Arrays.compareUnsigned(key, start) >= 0)
                                    .filter(key ->
                                            end.length == 0 || Arrays.compareUnsigned(key, end) < 0)
                                    .map(key -> text(key) + "=")
                                    .toList());
            assertEquals(expected, list(prefix, start, end, 0, false));
            assertEquals(expected.reversed(), list(prefix, start, end, 0, true));
        }
    }

    @Test
    void bytes_that_are_kept_or_read_are_paid_by_the_byte() {
        long before = facet.tank.burned();
        kv.put(bytes("a"), new byte[80_000]);
        long put = facet.tank.burned() - before;
        assertTrue(put >= 10_000, "burned " + put);
        kv.get(bytes("a"));
        assertTrue(facet.tank.burned() - before - put >= 10_000);
    }

    /** Of few different bytes, so that prefixes and neighbours are frequent. */
    private static byte[] key(Random random) {
        byte[] letters = {0, 1, 'a', (byte) 0xfe, (byte) 0xff};
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = letters[random.nextInt(letters.length)];
        }
        return key;
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private List<String> list(byte[] prefix, byte[] start, byte[] end, int limit, boolean back) {
        try (SqlCursor cursor = kv.list(prefix, start, end, limit, back)) {
            return TestFacet.rows(cursor).stream()
                    .map(row -> text(row.get(0)) + "=" + text(row.get(1)))
                    .toList();
        }
    }

    private static String text(Object hexBlob) {
        String hex = String.valueOf(hexBlob);
        return text(java.util.HexFormat.of().parseHex(hex.substring(2, hex.length() - 1)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
