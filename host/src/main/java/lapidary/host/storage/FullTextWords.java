package lapidary.host.storage;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Words of a text as FTS5's tokenizers {@code unicode61}, {@code ascii} and {@code porter} find
 * them, with which bytes they are, in linear time. Not thread-safe: a word is in a buffer that the
 * next one takes.
 */
final class FullTextWords {
    /** Is told of each word in turn. */
    interface Visitor {
        /** Where it is in the text, in bytes; what it is searched by is in the buffer. */
        void word(int start, int end, byte[] term, int length);
    }

    /**
     * How words are told apart.
     *
     * @param ascii whether all bytes beyond ASCII belong to words
     * @param porter whether words are searched by their stems
     * @param diacritics those of FTS5's {@code remove_diacritics}: 0, 1, or 2
     */
    record Kind(boolean ascii, boolean porter, int diacritics) {
        private static final int SIMPLE = 1;

        /** Of a table that does not say. */
        static final Kind PLAIN = new Kind(false, false, SIMPLE);

        /** Of a table's option {@code tokenize}, in lower case; empty for what is none of these. */
        static Optional<Kind> of(List<String> options) {
            if (options.size() > 1) {
                return Optional.empty();
            }
            List<String> words =
                    options.isEmpty()
                            ? List.of()
                            : List.of(options.getFirst().trim().split("\\s+"));
            boolean porter = !words.isEmpty() && words.getFirst().equals("porter");
            List<String> base = porter ? words.subList(1, words.size()) : words;
            if (base.isEmpty() || base.equals(List.of("unicode61"))) {
                return Optional.of(new Kind(false, porter, SIMPLE));
            }
            if (base.equals(List.of("ascii"))) {
                return Optional.of(new Kind(true, porter, 0));
            }
            boolean folds =
                    base.size() == 3
                            && base.get(0).equals("unicode61")
                            && base.get(1).equals("remove_diacritics")
                            && base.get(2).matches("[012]");
            return folds
                    ? Optional.of(new Kind(false, porter, Integer.parseInt(base.get(2))))
                    : Optional.empty();
        }
    }

    private static final int ASCII = 0x80;
    private static final int UTF8_BYTES_MAX = 4;
    private static final int FOLDED_MAX = 0x3000;

    /** Marks that stand in a word and are no part of it: U+0300 and the 63 after it. */
    private static final long MARKS = 0x0003_61f8_0802_9fdfL;

    private static final int FIRST_MARK = 0x300;

    /** Turkish, and what they are is a matter of the language. */
    private static final int DOTTED_I = 0x130;

    private static final int DOTLESS_I = 0x131;

    private final Kind kind;

    /** What characters are folded to, and 0 where that was not asked yet. */
    private final int[] folded = new int[FOLDED_MAX];

    private byte[] term = new byte[128];
    private int length;

    FullTextWords(Kind kind) {
        this.kind = kind;
    }

    void visit(byte[] text, Visitor visitor) {
        int at = 0;
        while (at < text.length) {
            int start = at;
            length = 0;
            while (at < text.length) {
                int next = take(text, at, at > start);
                if (next == at) {
                    break;
                }
                at = next;
            }
            if (at > start) {
                int stem = kind.porter ? PorterStem.apply(term, length) : length;
                visitor.word(start, at, term, stem);
            } else {
                at = after(text, at);
            }
        }
    }

    /** Takes a character into the word, and says where the next one is; there if it is none. */
    private int take(byte[] text, int at, boolean inWord) {
        room();
        int b = text[at] & 0xff;
        if (b < ASCII) {
            if (!isAsciiAlphanumeric(b)) {
                return at;
            }
            term[length++] = (byte) (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
            return at + 1;
        }
        if (kind.ascii) {
            term[length++] = (byte) b;
            return at + 1;
        }
        int c = codePoint(text, at);
        if (!isWordCharacter(c) && !(inWord && isMark(c))) {
            return at;
        }
        append(fold(c));
        return after(text, at);
    }

    private void room() {
        if (length + UTF8_BYTES_MAX + PorterStem.ROOM > term.length) {
            term = Arrays.copyOf(term, 2 * term.length);
        }
    }

    private static boolean isAsciiAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int after(byte[] text, int at) {
        int next = at + 1;
        if ((text[at] & 0xff) >= 0xc0) {
            while (next < text.length && (text[next] & 0xc0) == 0x80) {
                next++;
            }
        }
        return next;
    }

    /** As SQLite reads it, which takes what is no UTF-8 for something. */
    private static int codePoint(byte[] text, int at) {
        int b = text[at] & 0xff;
        if (b < 0xc0) {
            return b;
        }
        int c = b < 0xe0 ? b & 0x1f : b < 0xf0 ? b & 0x0f : b & 0x07;
        for (int i = at + 1; i < text.length && (text[i] & 0xc0) == 0x80; i++) {
            c = (c << 6) + (text[i] & 0x3f);
        }
        boolean isNone = c < ASCII || (c & 0xfffff800) == 0xd800 || (c & 0xfffffffe) == 0xfffe;
        return isNone || c > Character.MAX_CODE_POINT ? 0xfffd : c;
    }

    private static boolean isWordCharacter(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }

    private static boolean isMark(int c) {
        int index = c - FIRST_MARK;
        return index >= 0 && index < Long.SIZE && (MARKS >>> index & 1) != 0;
    }

    private int fold(int c) {
        if (c >= FOLDED_MAX) {
            return folding(c);
        }
        if (folded[c] == 0) {
            folded[c] = folding(c);
        }
        return folded[c];
    }

    private int folding(int c) {
        if (kind.diacritics > 0 && isMark(c)) {
            return -1;
        }
        boolean dotted = c == DOTTED_I || c == DOTLESS_I;
        int lower = dotted ? c : Character.toLowerCase(Character.toUpperCase(c));
        return kind.diacritics == 0 ? lower : withoutMarks(lower).orElse(lower);
    }

    private OptionalInt withoutMarks(int c) {
        String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
        int marks = parts.length() - 1;
        boolean plain = marks > 0 && isAsciiAlphanumeric(parts.charAt(0));
        return plain && (marks == 1 || kind.diacritics == 2)
                ? OptionalInt.of(Character.toLowerCase(parts.charAt(0)))
                : OptionalInt.empty();
    }

    private void append(int c) {
        if (c < 0) {
            return;
        }
        if (c < ASCII) {
            term[length++] = (byte) c;
        } else if (c < 0x800) {
            term[length++] = (byte) (0xc0 | (c >> 6));
            term[length++] = (byte) (0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            term[length++] = (byte) (0xe0 | (c >> 12));
            term[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            term[length++] = (byte) (0x80 | (c & 0x3f));
        } else {
            term[length++] = (byte) (0xf0 | (c >> 18));
            term[length++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            term[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            term[length++] = (byte) (0x80 | (c & 0x3f));
        }
    }
}
