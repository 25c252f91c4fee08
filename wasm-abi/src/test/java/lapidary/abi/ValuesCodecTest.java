package lapidary.abi;

import static lapidary.abi.ValueTag.TAG_BLOB;
import static lapidary.abi.ValueTag.TAG_INTEGER;
import static lapidary.abi.ValueTag.TAG_NULL;
import static lapidary.abi.ValueTag.TAG_REAL;
import static lapidary.abi.ValueTag.TAG_TEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesCodecTest {
    @Test
    void each_value_is_a_tag_and_its_payload() {
        var values =
                new ValuesWriter()
                        .addNull()
                        .addInteger(-2)
                        .addReal(1.0)
                        .addText("é")
                        .addBlob(new byte[] {9});

        assertEquals(
                "00"
                        + "01feffffffffffffff"
                        + "02000000000000f03f"
                        + "0302000000c3a9"
                        + "040100000009",
                HexFormat.of().formatHex(values.toByteArray()));
        assertEquals(32, values.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1})
    void every_integer_stays_itself(long integer) {
        var values = read(new ValuesWriter().addInteger(integer));
        assertEquals(TAG_INTEGER, values.tag());
        assertEquals(integer, values.integer());
    }

    @ParameterizedTest
    @ValueSource(longs = {0x8000_0000_0000_0000L, 0x7ff8_0000_0000_0001L, 0x7ff0_0000_0000_0000L})
    void every_bit_of_a_real_crosses(long bits) {
        var values = read(new ValuesWriter().addReal(Double.longBitsToDouble(bits)));
        assertEquals(TAG_REAL, values.tag());
        assertEquals(bits, Double.doubleToRawLongBits(values.real()));
    }

    @Test
    void texts_and_blobs_may_be_empty_and_differ() {
        var values = read(new ValuesWriter().addText("").addBlob(new byte[0]).addNull());
        assertEquals(TAG_TEXT, values.tag());
        assertEquals("", values.text());
        assertTrue(values.next());
        assertEquals(TAG_BLOB, values.tag());
        assertArrayEquals(new byte[0], values.blob());
        assertTrue(values.next());
        assertEquals(TAG_NULL, values.tag());
        assertEquals(0, values.length());
        assertFalse(values.next());
    }

    @Test
    void offset_and_length_are_those_of_the_payload() {
        var bytes = HexFormat.of().parseHex("ffff" + "030100000061" + "ff");
        var values = new ValuesReader(bytes, 2, 6);
        assertTrue(values.next());
        assertEquals(7, values.offset());
        assertEquals(1, values.length());
        assertFalse(values.next());
    }

    @Test
    void an_empty_slice_holds_no_values_wherever_it_lies() {
        assertFalse(new ValuesReader(new byte[8], 0, 0).next());
        assertFalse(new ValuesReader(new byte[8], -1, 0).next());
    }

    @Test
    void an_unknown_tag_is_refused_with_its_place() {
        var e = refused("00" + "00" + "05");
        assertEquals("unknown tag 5 at offset 2", e.getMessage());
        assertEquals("unknown tag 255 at offset 0", refused("ff").getMessage());
    }

    @Test
    void a_value_cut_short_is_refused() {
        assertEquals(
                "a number of 8 bytes where 7 are left at offset 1",
                refused("0100000000000000").getMessage());
        assertEquals(
                "a length of 4 bytes where 3 are left at offset 1",
                refused("03000000").getMessage());
        assertEquals(
                "a blob of 2 bytes where 1 are left at offset 1",
                refused("040200000000").getMessage());
    }

    @Test
    void the_largest_length_is_refused() {
        assertEquals(
                "a text of 4294967295 bytes where 1 are left at offset 1",
                refused("03ffffffff00").getMessage());
        assertEquals(
                "a blob of 2147483648 bytes where 0 are left at offset 1",
                refused("0400000080").getMessage());
    }

    @Test
    void ill_formed_text_is_refused_when_it_is_asked_for() {
        var values = read(new ValuesWriter().addText(new byte[] {(byte) 0xc0, (byte) 0x80}));
        assertThrows(EncodingException.class, values::text);
    }

    @Test
    void asking_for_another_type_is_the_hosts_mistake() {
        var values = read(new ValuesWriter().addInteger(1));
        assertThrows(IllegalStateException.class, values::real);
        assertThrows(IllegalStateException.class, values::text);
        assertThrows(IllegalStateException.class, values::blob);
    }

    @Test
    void a_writer_starts_afresh_after_reset() {
        var writer = new ValuesWriter().addBlob(new byte[1_000]);
        writer.reset();
        assertArrayEquals(new byte[] {0}, writer.addNull().toByteArray());
        assertTrue(writer.buffer().length >= 1_000);
    }

    private static ValuesReader read(ValuesWriter writer) {
        var values = new ValuesReader(writer.buffer(), 0, writer.size());
        assertTrue(values.next());
        return values;
    }

    private static EncodingException refused(String hex) {
        var bytes = HexFormat.of().parseHex(hex);
        var values = new ValuesReader(bytes, 0, bytes.length);
        return assertThrows(
                EncodingException.class,
                () -> {
                    while (values.next()) {}
                });
    }
}
