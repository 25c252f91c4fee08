package lapidary.host.storage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import lapidary.abi.Limits;
import org.jspecify.annotations.Nullable;

/**
 * {@code instr}, {@code replace}, {@code trim} and its siblings, {@code like} and {@code glob}: as
 * SQLite documents them, in linear time, their bytes charged.
 */
final class TextFunctions {
    private TextFunctions() {}

    /** {@code instr(text, part)}: where it first is, from 1, in characters, or bytes of BLOBs. */
    static HostFunction instr(StepMeter steps) {
        return new HostFunction(steps) {
            @Override
            void call() throws SQLException {
                if (anyNull()) {
                    result();
                    return;
                }
                boolean blobs = value_type(0) == BLOB && value_type(1) == BLOB;
                byte[] text = bytes(0);
                byte[] part = bytes(1);
                int at = part.length == 0 ? 0 : new ByteSearch(part).indexIn(text, 0);
                result(at < 0 ? 0 : 1 + (blobs ? at : characters(text, at)));
            }
        };
    }

    private static int characters(byte[] text, int end) {
        int count = 0;
        for (int i = 0; i < end; i++) {
            count += (text[i] & 0xc0) == 0x80 ? 0 : 1;
        }
        return count;
    }

    /** {@code replace(text, part, by)}: every part, from left to right. */
    static HostFunction replace(StepMeter steps) {
        return new HostFunction(steps) {
            @Override
            void call() throws SQLException {
                if (anyNull()) {
                    result();
                    return;
                }
                byte[] text = bytes(0);
                byte[] part = bytes(1);
                byte[] by = bytes(2);
                // SQLite takes a part that begins with NUL for an empty one.
                boolean empty = part.length == 0 || part[0] == 0;
                resultText(empty ? text : replaced(text, part, by));
            }
        };
    }

    /** Stops just beyond the longest text there may be, which SQLite then refuses. */
    private static byte[] replaced(byte[] text, byte[] part, byte[] by) {
        var search = new ByteSearch(part);
        var out = new ByteArrayOutputStream(text.length);
        int start = 0;
        for (int at = search.indexIn(text, 0); at >= 0; at = search.indexIn(text, start)) {
            out.write(text, start, at - start);
            out.writeBytes(by);
            start = at + part.length;
            if (out.size() > Limits.SQL_VALUE_BYTES_MAX) {
                break;
            }
        }
        out.write(text, start, text.length - start);
        return out.toByteArray();
    }

    /** {@code trim(text)}, {@code trim(text, characters)}, at one end or both. */
    static HostFunction trim(StepMeter steps, boolean left, boolean right) {
        return new HostFunction(steps) {
            @Override
            void call() throws SQLException {
                if (anyNull()) {
                    result();
                    return;
                }
                int[] text = string(bytes(0)).codePoints().toArray();
                Set<Integer> characters = args() == 1 ? Set.of((int) ' ') : set(bytes(1));
                int start = 0;
                int end = text.length;
                while (left && start < end && characters.contains(text[start])) {
                    start++;
                }
                while (right && end > start && characters.contains(text[end - 1])) {
                    end--;
                }
                resultText(string(text, start, end));
            }
        };
    }

    private static Set<Integer> set(byte[] characters) {
        return Arrays.stream(untilNul(characters)).boxed().collect(Collectors.toSet());
    }

    private static byte[] string(int[] codePoints, int start, int end) {
        return new String(codePoints, start, end - start).getBytes(StandardCharsets.UTF_8);
    }

    /** {@code like(pattern, text)}, {@code like(pattern, text, escape)}. */
    static HostFunction like(StepMeter steps, BooleanSupplier caseSensitive) {
        return new HostFunction(steps) {
            private final LastPattern last = new LastPattern();

            @Override
            void call() throws SQLException {
                if (anyNull()) {
                    result();
                    return;
                }
                byte[] pattern = bytes(0);
                byte[] text = bytes(1);
                int[] escape = args() == 3 ? string(bytes(2)).codePoints().toArray() : null;
                if (isTooComplex(pattern)) {
                    error("LIKE or GLOB pattern too complex");
                } else if (escape != null && escape.length != 1) {
                    error("ESCAPE expression must be a single character");
                } else {
                    WildcardPattern made =
                            last.like(
                                    pattern,
                                    escape == null ? LastPattern.NO_ESCAPE : escape[0],
                                    caseSensitive.getAsBoolean());
                    result(made.matches(text, endAtNul(text)) ? 1 : 0);
                }
            }
        };
    }

    /** {@code glob(pattern, text)}. */
    static HostFunction glob(StepMeter steps) {
        return new HostFunction(steps) {
            private final LastPattern last = new LastPattern();

            @Override
            void call() throws SQLException {
                if (anyNull()) {
                    result();
                    return;
                }
                byte[] pattern = bytes(0);
                byte[] text = bytes(1);
                if (isTooComplex(pattern)) {
                    error("LIKE or GLOB pattern too complex");
                } else {
                    result(last.glob(pattern).matches(text, endAtNul(text)) ? 1 : 0);
                }
            }
        };
    }

    /** The pattern that was used last: the rows of a table meet the same one. */
    private static final class LastPattern {
        static final int NO_ESCAPE = -1;

        private byte @Nullable [] bytes;
        private int escape;
        private boolean caseSensitive;
        private @Nullable WildcardPattern made;

        WildcardPattern like(byte[] pattern, int escapeNow, boolean caseSensitiveNow) {
            WildcardPattern known = made;
            if (known != null
                    && escape == escapeNow
                    && caseSensitive == caseSensitiveNow
                    && Arrays.equals(bytes, pattern)) {
                return known;
            }
            escape = escapeNow;
            caseSensitive = caseSensitiveNow;
            return keep(
                    pattern, WildcardPattern.like(untilNul(pattern), escapeNow, caseSensitiveNow));
        }

        WildcardPattern glob(byte[] pattern) {
            WildcardPattern known = made;
            return known != null && Arrays.equals(bytes, pattern)
                    ? known
                    : keep(pattern, WildcardPattern.glob(untilNul(pattern)));
        }

        private WildcardPattern keep(byte[] pattern, WildcardPattern fresh) {
            bytes = pattern;
            made = fresh;
            return fresh;
        }
    }

    private static boolean isTooComplex(byte[] pattern) {
        return pattern.length > Limits.SQL_LIKE_PATTERN_BYTES_MAX;
    }

    /** SQLite reads patterns and sets up to their first NUL. */
    private static int[] untilNul(byte[] text) {
        return string(Arrays.copyOf(text, endAtNul(text))).codePoints().toArray();
    }

    private static int endAtNul(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return end;
    }

    private static String string(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
