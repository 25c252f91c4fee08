package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.stream.Stream;
import lapidary.abi.EncodingException;
import lapidary.abi.ListReader;
import lapidary.abi.ListWriter;
import lapidary.abi.ValueTag;
import lapidary.abi.ValuesReader;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists and values as a guest hands them over: read to their end, or refused as ill-formed. */
class EncodingFuzz {
    static Stream<byte[]> seeds() {
        var list = new ListWriter();
        list.add("content-type");
        list.add("text/plain; é");
        return Stream.of(
                Arrays.copyOf(list.buffer(), list.size()),
                new byte[] {0, 1, 7, 0, 0, 0, 0, 0, 0, 0, 3, 2, 0, 0, 0, (byte) 0xc3, (byte) 0xa9},
                new byte[] {4, -1, -1, -1, -1, 2, 0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x7f});
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "2m")
    void a_list_is_read_to_its_end_or_is_ill_formed(byte[] bytes) {
        var again = new ListWriter();
        var reader = new ListReader(bytes, 0, bytes.length);
        try {
            while (reader.next()) {
                assertTrue(
                        reader.offset() >= 0 && reader.offset() + reader.length() <= bytes.length);
                String text = reader.text();
                assertArrayEquals(reader.copy(), text.getBytes(UTF_8));
                again.add(text);
            }
            assertArrayEquals(bytes, Arrays.copyOf(again.buffer(), again.size()));
        } catch (EncodingException e) {
            assertTrue(e.getMessage() != null);
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "2m")
    void values_are_read_to_their_end_or_are_ill_formed(byte[] bytes) {
        var reader = new ValuesReader(bytes, 0, bytes.length);
        try {
            while (reader.next()) {
                switch (reader.tag()) {
                    case ValueTag.TAG_NULL -> {}
                    case ValueTag.TAG_INTEGER -> reader.integer();
                    case ValueTag.TAG_REAL -> reader.real();
                    case ValueTag.TAG_TEXT -> reader.text();
                    case ValueTag.TAG_BLOB -> reader.blob();
                    default -> throw new AssertionError("tag " + reader.tag());
                }
            }
        } catch (EncodingException e) {
            assertTrue(e.getMessage() != null);
        }
    }
}
