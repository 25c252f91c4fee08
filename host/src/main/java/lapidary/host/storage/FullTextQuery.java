package lapidary.host.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code MATCH} looks for, where that is a list of words and phrases, all of which a row has
 * to have, or any. Immutable.
 *
 * @param phrases in their order
 */
record FullTextQuery(List<Phrase> phrases) {
    /** Matches every row, and marks nothing in it. */
    static final FullTextQuery NOTHING = new FullTextQuery(List.of());

    /** A letter, and what is between it and the next. */
    private static final int SHORTEST_WORD_BYTES = 2;

    /** Words one after the other. */
    record Phrase(List<Term> terms) {
        Phrase {
            terms = List.copyOf(terms);
        }
    }

    /** A word, as it is searched by, or what it begins with. */
    record Term(String bytes, boolean isPrefix) {
        /** Each byte as a character. */
        static Term of(byte[] bytes, int length) {
            return new Term(new String(bytes, 0, length, ISO_8859_1), false);
        }

        /** Whether it finds that word. */
        boolean covers(String word) {
            return isPrefix ? word.startsWith(bytes) : word.equals(bytes);
        }

        int characters() {
            return (int) new String(bytes.getBytes(ISO_8859_1), UTF_8).codePoints().count();
        }
    }

    FullTextQuery {
        phrases = List.copyOf(phrases);
    }

    /** What is between phrases: of AND and OR only one in a query. */
    private enum Link {
        NONE,
        AND,
        OR
    }

    /** Reads FTS5's language; empty for what has columns, NEAR, NOT, a caret, or parentheses. */
    static Optional<FullTextQuery> of(String text, FullTextWords words) {
        return new Reader(text, words).read();
    }

    /** The words and phrases of any query, whatever is between them. */
    static FullTextQuery shape(String text, FullTextWords words) {
        var reader = new Reader(text, words);
        reader.readAnything();
        return new FullTextQuery(reader.phrases);
    }

    /** Words of the longest phrase. */
    int wordsOfPhrase() {
        return phrases.stream().mapToInt(phrase -> phrase.terms().size()).max().orElse(0);
    }

    /**
     * How many phrases may begin at the same word of a row, rounded up, if all words had a letter.
     */
    int phrasesAlike() {
        List<Term> firsts = phrases.stream().map(phrase -> phrase.terms().getFirst()).toList();
        return firsts.stream().mapToInt(first -> alike(first.bytes, firsts)).max().orElse(0);
    }

    /** A row has fewer words if they are longer. */
    private static int alike(String word, List<Term> firsts) {
        int count = (int) firsts.stream().filter(first -> first.covers(word)).count();
        return Math.ceilDiv(count * SHORTEST_WORD_BYTES, word.length() + 1);
    }

    /** Whether all beginnings of words that it looks for have one of these lengths. */
    boolean hasOnlyPrefixesOf(List<Integer> lengths) {
        return phrases.stream()
                .flatMap(phrase -> phrase.terms().stream())
                .filter(Term::isPrefix)
                .allMatch(term -> lengths.contains(term.characters()));
    }

    private static final class Reader {
        private final byte[] text;
        private final FullTextWords words;
        private final List<Phrase> phrases = new ArrayList<>();
        private Link link = Link.NONE;
        private int at;

        Reader(String text, FullTextWords words) {
            this.text = text.getBytes(UTF_8);
            this.words = words;
        }

        Optional<FullTextQuery> read() {
            boolean afterPhrase = false;
            while (skipSpace()) {
                Link next = afterPhrase ? takeLink() : Link.NONE;
                if (afterPhrase && !agrees(next == Link.NONE ? Link.AND : next)) {
                    return Optional.empty();
                }
                if (!skipSpace() || !takePhrase()) {
                    return Optional.empty();
                }
                afterPhrase = true;
            }
            return Optional.of(new FullTextQuery(phrases));
        }

        void readAnything() {
            while (skipSpace()) {
                int before = at;
                if (text[at] == '"' || isBare(text[at])) {
                    takePhrase();
                }
                at += at == before ? 1 : 0;
            }
        }

        private boolean agrees(Link next) {
            boolean agrees = link == Link.NONE || link == next;
            link = next;
            return agrees;
        }

        private Link takeLink() {
            for (Link each : List.of(Link.AND, Link.OR)) {
                byte[] word = each.name().getBytes(UTF_8);
                int end = at + word.length;
                boolean ends = end >= text.length || !isBare(text[end]);
                if (ends
                        && Arrays.equals(
                                text, at, Math.min(end, text.length), word, 0, word.length)) {
                    at = end;
                    return each;
                }
            }
            return Link.NONE;
        }

        private boolean takePhrase() {
            List<Term> terms = new ArrayList<>();
            if (!takeString(terms)) {
                return false;
            }
            while (skipSpace() && text[at] == '+') {
                at++;
                if (!skipSpace() || !takeString(terms)) {
                    return false;
                }
            }
            if (!terms.isEmpty()) {
                phrases.add(new Phrase(terms));
            }
            return true;
        }

        private boolean takeString(List<Term> terms) {
            boolean isQuoted = text[at] == '"';
            byte[] string = isQuoted ? quoted() : bare();
            if (string.length == 0 && !isQuoted) {
                return false;
            }
            words.visit(string, (_, _, term, length) -> terms.add(Term.of(term, length)));
            if (skipSpace() && text[at] == '*') {
                at++;
                if (!terms.isEmpty()) {
                    terms.set(terms.size() - 1, new Term(terms.getLast().bytes, true));
                }
            }
            return true;
        }

        private byte[] quoted() {
            var out = new ByteArrayOutputStream();
            at++;
            while (at < text.length) {
                boolean isQuote = text[at] == '"';
                if (isQuote && (at + 1 == text.length || text[at + 1] != '"')) {
                    at++;
                    break;
                }
                out.write(text[at]);
                at += isQuote ? 2 : 1;
            }
            return out.toByteArray();
        }

        /** Keywords are words where a phrase has to be; then SQLite refuses the query. */
        private byte[] bare() {
            int start = at;
            while (at < text.length && isBare(text[at])) {
                at++;
            }
            byte[] word = Arrays.copyOfRange(text, start, at);
            boolean isKeyword = List.of("AND", "OR", "NOT").contains(new String(word, UTF_8));
            return isKeyword ? new byte[0] : word;
        }

        private static boolean isBare(byte b) {
            return b < 0
                    || b == '_'
                    || b == 0x1a
                    || (b >= '0' && b <= '9')
                    || (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z');
        }

        /** Whether there is anything more. */
        private boolean skipSpace() {
            while (at < text.length && " \t\n\r".indexOf(text[at]) >= 0) {
                at++;
            }
            return at < text.length;
        }
    }
}
