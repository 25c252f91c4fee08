package lapidary.host.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A pattern of LIKE or GLOB, matched in time linear in the text: all ways in which the text so far
 * may match are the bits of one long. Bit i says that the first i characters of the pattern, its
 * wildcards for any run not counted, have matched. Patterns have 50 bytes at most. Immutable.
 */
final class WildcardPattern {
    private static final int NONE = -1;
    private static final int ASCII = 128;

    private final List<IntPredicate> characters = new ArrayList<>();
    private final long[] ascii = new long[ASCII];

    /** Bit i: any run of characters may come after the first i. */
    private long runs;

    private WildcardPattern() {}

    /** As LIKE has it: {@code %}, {@code _}, and what follows the escape stands for itself. */
    static WildcardPattern like(int[] pattern, int escape, boolean caseSensitive) {
        var made = new WildcardPattern();
        for (int i = 0; i < pattern.length; i++) {
            int c = pattern[i];
            if (c == escape && escape != NONE) {
                i++;
                if (i == pattern.length) {
                    made.add(_ -> false);
                } else {
                    made.addLiteral(pattern[i], caseSensitive);
                }
            } else if (c == '%') {
                made.addRun();
            } else if (c == '_') {
                made.add(_ -> true);
            } else {
                made.addLiteral(c, caseSensitive);
            }
        }
        return made.ready();
    }

    /** As GLOB has it: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]}. */
    static WildcardPattern glob(int[] pattern) {
        var made = new WildcardPattern();
        int at = 0;
        while (at < pattern.length) {
            int c = pattern[at];
            if (c == '*') {
                made.addRun();
            } else if (c == '?') {
                made.add(_ -> true);
            } else if (c == '[') {
                Optional<GlobSet> set = GlobSet.parse(pattern, at);
                made.add(set.isPresent() ? set.get() : _ -> false);
                at = set.isPresent() ? set.get().last() : pattern.length;
            } else {
                made.addLiteral(c, true);
            }
            at++;
        }
        return made.ready();
    }

    private void addRun() {
        runs |= 1L << characters.size();
    }

    private void addLiteral(int literal, boolean caseSensitive) {
        int folded = caseSensitive ? literal : lower(literal);
        add(c -> (caseSensitive ? c : lower(c)) == folded);
    }

    private void add(IntPredicate character) {
        characters.add(character);
    }

    private WildcardPattern ready() {
        for (int c = 0; c < ASCII; c++) {
            ascii[c] = matching(c);
        }
        return this;
    }

    /** Whether it matches the first bytes of a text in UTF-8. */
    boolean matches(byte[] text, int length) {
        long state = 1;
        for (int i = 0; i < length; i++) {
            if (text[i] < 0) {
                String whole = new String(text, 0, length, StandardCharsets.UTF_8);
                return matches(whole.codePoints().toArray());
            }
            state = after(state, text[i]);
        }
        return isMatched(state);
    }

    boolean matches(int[] text) {
        long state = 1;
        for (int c : text) {
            state = after(state, c);
        }
        return isMatched(state);
    }

    private long after(long state, int c) {
        long matched = state & (c < ASCII ? ascii[c] : matching(c));
        return (matched << 1) | (state & runs);
    }

    private boolean isMatched(long state) {
        return (state >>> characters.size() & 1) != 0;
    }

    private long matching(int c) {
        long bits = 0;
        for (int i = 0; i < characters.size(); i++) {
            bits |= characters.get(i).test(c) ? 1L << i : 0;
        }
        return bits;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    /** A set in brackets, which ends at {@code last}. */
    private record GlobSet(List<int[]> ranges, boolean negated, int last) implements IntPredicate {
        /** Absent if the bracket at that index is not closed: SQLite then matches nothing. */
        static Optional<GlobSet> parse(int[] pattern, int open) {
            int at = open + 1;
            boolean negated = at < pattern.length && pattern[at] == '^';
            at += negated ? 1 : 0;
            List<int[]> ranges = new ArrayList<>();
            int first = at;
            while (at < pattern.length && (pattern[at] != ']' || at == first)) {
                boolean range =
                        at + 2 < pattern.length && pattern[at + 1] == '-' && pattern[at + 2] != ']';
                ranges.add(new int[] {pattern[at], pattern[range ? at + 2 : at]});
                at += range ? 3 : 1;
            }
            return at < pattern.length
                    ? Optional.of(new GlobSet(ranges, negated, at))
                    : Optional.empty();
        }

        @Override
        public boolean test(int c) {
            boolean in = ranges.stream().anyMatch(range -> c >= range[0] && c <= range[1]);
            return in != negated;
        }
    }
}
