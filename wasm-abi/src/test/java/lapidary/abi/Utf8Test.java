package lapidary.abi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8Test {
    private static final int[] TAIL_EDGES = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "seven77",
                "exactly8",
                "nine bytes",
                "é",
                "€",
                "𝄞",
                "\0 and \uffff"
            })
    void text_survives(String text) {
        byte[] bytes = Utf8.encode(text);
        assertTrue(Utf8.isWellFormed(bytes, 0, bytes.length));
        assertEquals(text, Utf8.decode(bytes, 0, bytes.length));
    }

    @Test
    void an_ill_formed_byte_is_found_wherever_it_stands() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = "x".repeat(length).getBytes(UTF_8);
                bytes[at] = (byte) 0x80;
                assertIllFormedAt(at, bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c1bf",
                "e09fbf",
                "f08fbfbf",
                "eda080",
                "edbfbf",
                "f4908080",
                "f5808080",
                "c3",
                "e282",
                "f09d84",
                "fe",
                "ff"
            })
    void overlong_forms_surrogates_and_what_unicode_lacks_are_ill_formed(String hex) {
        assertIllFormedAt(0, HexFormat.of().parseHex(hex));
    }

    @Test
    void a_character_may_not_be_finished_outside_the_slice() {
        byte[] euro = Utf8.encode("€");
        assertFalse(Utf8.isWellFormed(euro, 0, 2));
        assertFalse(Utf8.isWellFormed(euro, 1, 2));
    }

    @Test
    void an_empty_slice_is_an_empty_text_wherever_it_lies() {
        assertEquals("", Utf8.decode(new byte[4], -1, 0));
        assertEquals("", Utf8.decode(new byte[4], 5, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> Utf8.isWellFormed(new byte[4], 4, 1));
    }

    @Test
    void every_lead_byte_with_every_edge_is_judged_as_the_jdk_does() {
        var decoder = UTF_8.newDecoder();
        byte[] bytes = new byte[4];
        for (int lead = 0; lead < 256; lead++) {
            bytes[0] = (byte) lead;
            for (int second = 0; second < 256; second++) {
                bytes[1] = (byte) second;
                for (int third : TAIL_EDGES) {
                    bytes[2] = (byte) third;
                    for (int fourth : TAIL_EDGES) {
                        bytes[3] = (byte) fourth;
                        assertJudgedAsByTheJdk(decoder, bytes);
                    }
                }
            }
        }
    }

    @Test
    void random_bytes_are_judged_as_the_jdk_does() {
        var decoder = UTF_8.newDecoder();
        Seeds.forEach(
                5_000,
                random -> {
                    byte[] bytes = new byte[random.nextInt(24)];
                    random.nextBytes(bytes);
                    for (int i = 0; i < bytes.length; i++) {
                        if (random.nextInt(4) != 0) {
                            bytes[i] &= 0x7f;
                        }
                    }
                    assertJudgedAsByTheJdk(decoder, bytes);
                });
    }

    @Test
    void half_a_surrogate_pair_becomes_a_question_mark() {
        assertArrayEquals(new byte[] {'a', '?'}, Utf8.encode("a\ud834"));
    }

    private static void assertJudgedAsByTheJdk(CharsetDecoder decoder, byte[] bytes) {
        var out = CharBuffer.allocate(bytes.length);
        decoder.reset();
        boolean expected = !decoder.decode(ByteBuffer.wrap(bytes), out, true).isError();
        if (expected != Utf8.isWellFormed(bytes, 0, bytes.length)) {
            throw new AssertionError(HexFormat.of().formatHex(bytes) + " should be " + expected);
        }
    }

    private static void assertIllFormedAt(int offset, byte[] bytes) {
        var e = assertThrows(EncodingException.class, () -> Utf8.decode(bytes, 0, bytes.length));
        assertEquals("ill-formed UTF-8 at offset " + offset, e.getMessage());
    }
}
