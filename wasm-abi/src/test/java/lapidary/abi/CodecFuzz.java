package lapidary.abi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes are values, or are refused: nothing else, and never a byte from outside the slice. */
final class CodecFuzz {
    private static final int INPUTS = 20_000;

    @Test
    void any_bytes_are_a_list_or_refused() {
        Seeds.forEach(
                INPUTS,
                random -> {
                    byte[] bytes = hostile(random);
                    int offset = random.nextInt(bytes.length + 1);
                    int length = random.nextInt(bytes.length - offset + 1);
                    try {
                        rewriteList(bytes, offset, length);
                    } catch (EncodingException e) {
                        assertOffsetWithin(e, length);
                    }
                });
    }

    @Test
    void any_bytes_are_values_or_refused() {
        Seeds.forEach(
                INPUTS,
                random -> {
                    byte[] bytes = hostile(random);
                    int offset = random.nextInt(bytes.length + 1);
                    int length = random.nextInt(bytes.length - offset + 1);
                    try {
                        rewriteValues(bytes, offset, length);
                    } catch (EncodingException e) {
                        assertOffsetWithin(e, length);
                    }
                });
    }

    /** Small numbers, so that many inputs are nearly right, with wild bytes among them. */
    private static byte[] hostile(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(5));
            if (random.nextInt(3) != 0) {
                bytes[i] = 0;
            }
        }
        return bytes;
    }

    /** What reads to the end, written again, is the slice itself: the encoding has one form. */
    private static void rewriteList(byte[] bytes, int offset, int length) {
        var list = new ListReader(bytes, offset, length);
        var writer = new ListWriter();
        while (list.next()) {
            assertWithin(list.offset(), list.length(), offset, length);
            writer.add(list.copy());
        }
        assertArrayEquals(Arrays.copyOfRange(bytes, offset, offset + length), writer.toByteArray());
    }

    private static void rewriteValues(byte[] bytes, int offset, int length) {
        var values = new ValuesReader(bytes, offset, length);
        var writer = new ValuesWriter();
        while (values.next()) {
            assertWithin(values.offset(), values.length(), offset, length);
            rewriteValue(values, writer);
        }
        assertArrayEquals(Arrays.copyOfRange(bytes, offset, offset + length), writer.toByteArray());
    }

    private static void rewriteValue(ValuesReader values, ValuesWriter writer) {
        switch (values.tag()) {
            case ValueTag.TAG_NULL -> writer.addNull();
            case ValueTag.TAG_INTEGER -> writer.addInteger(values.integer());
            case ValueTag.TAG_REAL -> writer.addReal(values.real());
            case ValueTag.TAG_TEXT -> writer.addText(values.text());
            case ValueTag.TAG_BLOB -> writer.addBlob(values.blob());
            default -> throw new AssertionError("tag " + values.tag());
        }
    }

    private static void assertWithin(int itemAt, int itemSize, int offset, int length) {
        assertTrue(itemAt >= offset && itemSize >= 0 && itemAt + itemSize <= offset + length);
    }

    private static void assertOffsetWithin(EncodingException e, int length) {
        String message = String.valueOf(e.getMessage());
        int at = Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1));
        assertTrue(at >= 0 && at <= length, message);
    }
}
