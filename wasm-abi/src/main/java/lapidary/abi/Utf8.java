package lapidary.abi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/** UTF-8 as guests must write it: no overlong forms, no surrogates, nothing past U+10FFFF. */
public final class Utf8 {
    private static final int WELL_FORMED = -1;
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /**
     * The text of a slice. An empty one may lie anywhere, as a guest's may.
     *
     * @throws EncodingException if it is ill-formed, with the offset in the slice
     */
    public static String decode(byte[] bytes, int offset, int length) {
        int illFormed = firstIllFormed(bytes, offset, length);
        if (illFormed != WELL_FORMED) {
            throw new EncodingException("ill-formed UTF-8", illFormed - offset);
        }
        return length == 0 ? "" : new String(bytes, offset, length, UTF_8);
    }

    public static boolean isWellFormed(byte[] bytes, int offset, int length) {
        return firstIllFormed(bytes, offset, length) == WELL_FORMED;
    }

    /** The text's bytes. Half a surrogate pair, which no text from a guest has, becomes '?'. */
    public static byte[] encode(String text) {
        return text.getBytes(UTF_8);
    }

    private static int firstIllFormed(byte[] bytes, int offset, int length) {
        if (length == 0) { // an empty slice may lie anywhere
            return WELL_FORMED;
        }
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (bytes[at] >= 0) {
                at = afterAscii(bytes, at + 1, end);
                continue;
            }
            int size = sequenceBytes(bytes, at, end);
            if (size == 0) {
                return at;
            }
            at += size;
        }
        return WELL_FORMED;
    }

    /** Eight bytes at a time, to within eight bytes of the first that is not ASCII. */
    private static int afterAscii(byte[] bytes, int start, int end) {
        int at = start;
        while (at <= end - Long.BYTES && (LittleEndian.getLong(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        return at;
    }

    /** Bytes of the character that starts here, or 0 if none does. Unicode, table 3-7. */
    private static int sequenceBytes(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return areTail(bytes, at + 1, at + 2, end) ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return areTail(bytes, at + 1, at + 3, end) && isSecondOfThree(lead, bytes[at + 1])
                    ? 3
                    : 0;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            return areTail(bytes, at + 1, at + 4, end) && isSecondOfFour(lead, bytes[at + 1])
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean areTail(byte[] bytes, int from, int to, int end) {
        if (to > end) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSecondOfThree(int lead, byte second) {
        boolean isUpperHalf = (second & 0xff) >= 0xa0;
        return switch (lead) {
            case 0xe0 -> isUpperHalf;
            case 0xed -> !isUpperHalf;
            default -> true;
        };
    }

    private static boolean isSecondOfFour(int lead, byte second) {
        boolean isUpperThree = (second & 0xff) >= 0x90;
        return switch (lead) {
            case 0xf0 -> isUpperThree;
            case 0xf4 -> !isUpperThree;
            default -> true;
        };
    }
}
