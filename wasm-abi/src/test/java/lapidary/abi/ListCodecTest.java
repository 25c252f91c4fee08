package lapidary.abi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListCodecTest {
    @Test
    void a_list_is_lengths_and_bytes_lowest_byte_first() {
        var list = new ListWriter().add("GET").add(new byte[0]).add("xyz".getBytes(UTF_8), 1, 1);

        assertEquals("030000004745540000000001000000" + "79", hex(list.toByteArray()));
        assertEquals(list.toByteArray().length, list.size());
    }

    @Test
    void what_was_written_is_read_back() {
        var written = new ListWriter().add("größe").add("").add("𝄞").toByteArray();
        assertEquals(List.of("größe", "", "𝄞"), texts(written));
    }

    @Test
    void an_empty_slice_is_an_empty_list() {
        assertFalse(new ListReader(new byte[8], 8, 0).next());
        assertFalse(new ListReader(new byte[8], 9, 0).next());
        assertFalse(new ListReader(new byte[8], -1, 0).next());
    }

    @Test
    void a_reader_keeps_to_its_slice() {
        var bytes = HexFormat.of().parseHex("ffff" + "0100000061" + "0100000062");
        var list = new ListReader(bytes, 2, 5);

        assertTrue(list.next());
        assertEquals(6, list.offset());
        assertEquals(1, list.length());
        assertArrayEquals(new byte[] {'a'}, list.copy());
        assertFalse(list.next());
        assertFalse(list.next());
    }

    @Test
    void an_item_that_leaves_the_slice_is_refused_though_the_array_goes_on() {
        var bytes = HexFormat.of().parseHex("0300000061626364");
        var e = assertThrows(EncodingException.class, () -> new ListReader(bytes, 0, 6).next());
        assertEquals("an item of 3 bytes where 2 are left at offset 0", e.getMessage());
    }

    @Test
    void the_largest_length_is_refused_not_taken_for_minus_one() {
        var bytes = HexFormat.of().parseHex("00000000" + "ffffffff" + "00");
        var list = new ListReader(bytes, 0, bytes.length);

        assertTrue(list.next());
        var e = assertThrows(EncodingException.class, list::next);
        assertEquals("an item of 4294967295 bytes where 1 are left at offset 4", e.getMessage());
    }

    @Test
    void half_a_length_is_refused() {
        var e = assertThrows(EncodingException.class, () -> texts(new byte[] {0, 0, 0}));
        assertEquals("a length of 4 bytes where 3 are left at offset 0", e.getMessage());
    }

    @Test
    void ill_formed_text_is_refused_but_its_bytes_can_be_had() {
        var list = new ListReader(HexFormat.of().parseHex("0200000061ff"), 0, 6);
        assertTrue(list.next());
        assertArrayEquals(new byte[] {'a', (byte) 0xff}, list.copy());
        var e = assertThrows(EncodingException.class, list::text);
        assertEquals("ill-formed UTF-8 at offset 1", e.getMessage());
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void a_slice_outside_the_array_is_the_hosts_mistake() {
        assertThrows(
                IndexOutOfBoundsException.class, () -> new ListReader(new byte[4], 1, 4).next());
        assertThrows(
                IndexOutOfBoundsException.class, () -> new ListReader(new byte[4], -1, 1).next());
        assertThrows(
                IndexOutOfBoundsException.class, () -> new ListWriter().add(new byte[4], 3, 2));
    }

    @Test
    void a_writer_grows_past_any_buffer_and_starts_afresh_after_reset() {
        var writer = new ListWriter().add(new byte[100_000]).add("end");
        assertEquals(100_011, writer.size());
        assertTrue(writer.buffer().length >= writer.size());

        writer.reset();
        assertEquals(0, writer.size());
        assertEquals(List.of("again"), texts(writer.add("again").toByteArray()));
    }

    private static List<String> texts(byte[] bytes) {
        var texts = new ArrayList<String>();
        var list = new ListReader(bytes, 0, bytes.length);
        while (list.next()) {
            texts.add(list.text());
        }
        return texts;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
