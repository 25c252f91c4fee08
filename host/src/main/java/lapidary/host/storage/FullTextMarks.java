package lapidary.host.storage;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code highlight} and {@code snippet} in linear time: FTS5's own copy what they have written so
 * far for each mark, and compare each match with each other one. Where FTS5's go by the index,
 * these look for the query's phrases in the text. Not thread-safe.
 */
final class FullTextMarks {
    /** Distinct words of a query: each has a bit. */
    static final int TERMS_MAX = Long.SIZE;

    private static final int BYTES = 256;
    private static final int FIRST_OF_PHRASE = 1_000;
    private static final int AT_SENTENCE = 100;
    private static final int AT_FIRST_SENTENCE = 120;
    private static final int NO_RANGE = -1;

    /** What is put before and after a match, and for what is left out. */
    static final class Signs {
        private final byte[] open;
        private final byte[] close;
        private final byte[] ellipsis;

        Signs(byte[] open, byte[] close, byte[] ellipsis) {
            this.open = open;
            this.close = close;
            this.ellipsis = ellipsis;
        }
    }

    /** Of which text it is. */
    static final class Snippet {
        final int text;
        final byte[] bytes;

        Snippet(int text, byte[] bytes) {
            this.text = text;
            this.bytes = bytes;
        }
    }

    private final FullTextWords words;
    private final List<FullTextQuery.Phrase> phrases;
    private final List<FullTextQuery.Term> terms;
    private final long[] byFirstByte = new long[BYTES];

    /** For each phrase the bits of its words. */
    private final long[][] masks;

    FullTextMarks(FullTextWords words, FullTextQuery query) {
        this.words = words;
        this.phrases = query.phrases();
        this.terms =
                phrases.stream().flatMap(phrase -> phrase.terms().stream()).distinct().toList();
        this.masks =
                phrases.stream()
                        .map(phrase ->
                                phrase.terms().stream()
                                        .mapToLong(term -> 1L << terms.indexOf(term))
                                        .toArray())
                        .toArray(long[][]::new);
        for (int i = 0; i < terms.size(); i++) {
            String bytes = terms.get(i).bytes();
            if (bytes.isEmpty()) {
                Arrays.setAll(byFirstByte, b -> byFirstByte[b]);
            } else {
                byFirstByte[bytes.charAt(0)] |= 1L << i;
            }
        }
    }

    /** Whether a query is one that this class can mark. */
    static boolean canMark(FullTextQuery query) {
        return query.phrases().stream()
                        .flatMap(phrase -> phrase.terms().stream())
                        .distinct()
                        .count()
                <= TERMS_MAX;
    }

    /** The whole text; marked only where it is {@code searched}. */
    byte[] highlight(byte[] text, boolean searched, Signs signs) {
        var column = new Column(text, searched);
        var writer = new Writer(column, signs, 0, NO_RANGE);
        writer.write();
        writer.closeIfOpen();
        writer.rest();
        return writer.out.toByteArray();
    }

    /** So many words of one of the texts, in which most of the phrases are. */
    Snippet snippet(List<byte[]> texts, boolean[] searched, Signs signs, int wordCount) {
        var best = new Best(new Column(texts.getFirst(), searched[0]));
        for (int i = 0; i < texts.size(); i++) {
            Column column = i == 0 ? best.column : new Column(texts.get(i), searched[i]);
            best.consider(column, i, wordCount);
        }
        int end = best.start + wordCount - 1;
        var writer = new Writer(best.column, signs, best.start, end);
        if (best.start > 0) {
            writer.out.writeBytes(signs.ellipsis);
        }
        writer.write();
        writer.closeIfOpen();
        if (end >= best.column.wordCount - 1) {
            writer.rest();
        } else {
            writer.out.writeBytes(signs.ellipsis);
        }
        return new Snippet(best.text, writer.out.toByteArray());
    }

    /** A text, its words, and where the phrases are in it. */
    private final class Column {
        final byte[] text;
        int[] starts = new int[64];
        int[] ends = new int[64];
        int wordCount;

        /** Each match: its first word, and its phrase. */
        int[] matches = new int[64];

        int[] matchPhrases = new int[64];
        int matchCount;
        private final long[] recent = new long[Integer.highestOneBit(TERMS_MAX) * 2];

        Column(byte[] text, boolean searched) {
            this.text = text;
            words.visit(
                    text,
                    (start, end, term, length) ->
                            add(start, end, searched ? mask(term, length) : 0));
            sort();
        }

        private void add(int start, int end, long mask) {
            starts = room(starts, wordCount);
            ends = room(ends, wordCount);
            starts[wordCount] = start;
            ends[wordCount] = end;
            recent[wordCount & recent.length - 1] = mask;
            wordCount++;
            if (mask != 0) {
                for (int i = 0; i < masks.length; i++) {
                    if (ends(masks[i])) {
                        matches = room(matches, matchCount);
                        matchPhrases = room(matchPhrases, matchCount);
                        matches[matchCount] = wordCount - masks[i].length;
                        matchPhrases[matchCount++] = i;
                    }
                }
            }
        }

        /** Whether a phrase of these words ends with the last one. */
        private boolean ends(long[] phrase) {
            int first = wordCount - phrase.length;
            if (first < 0) {
                return false;
            }
            for (int i = phrase.length - 1; i >= 0; i--) {
                if ((recent[first + i & recent.length - 1] & phrase[i]) == 0) {
                    return false;
                }
            }
            return true;
        }

        /** By where they begin, then by phrase: they were found by where they end. */
        private void sort() {
            long[] keys = new long[matchCount];
            for (int i = 0; i < matchCount; i++) {
                keys[i] = (long) matches[i] << Integer.SIZE | matchPhrases[i];
            }
            Arrays.sort(keys);
            for (int i = 0; i < matchCount; i++) {
                matches[i] = (int) (keys[i] >>> Integer.SIZE);
                matchPhrases[i] = (int) keys[i];
            }
        }

        int matchSize(int match) {
            return masks[matchPhrases[match]].length;
        }

        /** First words of sentences: after a full stop or a colon, and white space. */
        List<Integer> sentences() {
            List<Integer> sentences = new ArrayList<>();
            for (int i = 0; i < wordCount; i++) {
                if (i == 0 || beginsSentence(starts[i])) {
                    sentences.add(i);
                }
            }
            return sentences;
        }

        private boolean beginsSentence(int start) {
            int at = start - 1;
            while (at >= 0 && " \t\n\r".indexOf(text[at]) >= 0) {
                at--;
            }
            return at >= 0 && at != start - 1 && (text[at] == '.' || text[at] == ':');
        }
    }

    private static int[] room(int[] array, int count) {
        return count < array.length ? array : Arrays.copyOf(array, 2 * count);
    }

    private long mask(byte[] term, int length) {
        long candidates = length == 0 ? 0 : byFirstByte[term[0] & 0xff];
        long mask = 0;
        while (candidates != 0) {
            int index = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            mask |= isAt(terms.get(index), term, length) ? 1L << index : 0;
        }
        return mask;
    }

    private static boolean isAt(FullTextQuery.Term wanted, byte[] term, int length) {
        String bytes = wanted.bytes();
        if (bytes.length() > length || (bytes.length() < length && !wanted.isPrefix())) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) != (char) (term[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** The best place for a snippet so far. */
    private final class Best {
        Column column;
        int text;
        int start;
        private int score;

        Best(Column first) {
            column = first;
        }

        void consider(Column candidate, int candidateText, int wordCount) {
            if (candidate.matchCount == 0) {
                return;
            }
            List<Integer> sentences = candidate.sentences();
            var around = new Window(candidate, wordCount);
            var atSentence = new Window(candidate, wordCount);
            int sentence = 0;
            for (int i = 0; i < candidate.matchCount; i++) {
                int word = candidate.matches[i];
                around.moveTo(word);
                take(candidate, candidateText, around.score(), around.centred());
                if (candidate.wordCount > wordCount) {
                    while (sentence + 1 < sentences.size() && sentences.get(sentence + 1) <= word) {
                        sentence++;
                    }
                    int first = sentences.get(sentence);
                    if (first < word) {
                        atSentence.moveTo(first);
                        int more = first == 0 ? AT_FIRST_SENTENCE : AT_SENTENCE;
                        take(candidate, candidateText, atSentence.score() + more, first);
                    }
                }
            }
        }

        private void take(
                Column candidate, int candidateText, int candidateScore, int candidateStart) {
            if (candidateScore > score) {
                text = candidateText;
                score = candidateScore;
                column = candidate;
                start = candidateStart;
            }
        }
    }

    /** The matches that begin in so many words, from one that only moves forwards. */
    private final class Window {
        private final Column column;
        private final int wordCount;
        private final int[] counts = new int[masks.length];
        private int distinct;
        private int from;
        private int to;

        Window(Column column, int wordCount) {
            this.column = column;
            this.wordCount = wordCount;
        }

        void moveTo(int word) {
            while (to < column.matchCount && column.matches[to] < (long) word + wordCount) {
                distinct += counts[column.matchPhrases[to++]]++ == 0 ? 1 : 0;
            }
            while (from < to && column.matches[from] < word) {
                distinct -= --counts[column.matchPhrases[from++]] == 0 ? 1 : 0;
            }
        }

        int score() {
            return distinct * (FIRST_OF_PHRASE - 1) + (to - from);
        }

        /** Where the snippet begins that has the window's matches in its middle. */
        int centred() {
            if (from == to) {
                return 0;
            }
            long first = column.matches[from];
            long last = column.matches[to - 1] + (long) column.matchSize(to - 1);
            long start = first - (wordCount - (last - first)) / 2;
            return (int) Math.max(0, Math.min(start, (long) column.wordCount - wordCount));
        }
    }

    /** Writes a text, or some words of it, with marks around matches. */
    private static final class Writer {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Column column;
        private final Signs signs;
        private final int rangeStart;
        private final int rangeEnd;

        /** Up to there the text was written. */
        private int written;

        private boolean isOpen;

        /** The matches that overlap: their first and last word, -1 when there are no more. */
        private int first = -1;

        private int last = -1;
        private int nextMatch;

        Writer(Column column, Signs signs, int rangeStart, int rangeEnd) {
            this.column = column;
            this.signs = signs;
            this.rangeStart = rangeStart;
            this.rangeEnd = rangeEnd;
        }

        void write() {
            advance();
            while (first >= 0 && first < rangeStart) {
                advance();
            }
            boolean ranged = rangeEnd != NO_RANGE;
            int end = ranged ? Math.min(rangeEnd + 1, column.wordCount) : column.wordCount;
            for (int word = rangeStart; word < end; word++) {
                if (ranged && rangeStart > 0 && word == rangeStart) {
                    written = column.starts[word];
                }
                word(word);
                if (ranged && word == rangeEnd) {
                    endRange(word);
                }
            }
        }

        private void word(int word) {
            int start = column.starts[word];
            if (isOpen && (word <= first || first < 0) && start > written) {
                closeIfOpen();
            }
            if (word == first && !isOpen) {
                upTo(start);
                open();
            }
            if (word == last) {
                if (!isOpen) {
                    open();
                }
                upTo(column.ends[word]);
                advance();
            }
        }

        private void endRange(int word) {
            if (isOpen) {
                if (first >= 0 && word >= first) {
                    upTo(column.ends[word]);
                }
                closeIfOpen();
            }
            upTo(column.ends[word]);
        }

        /** To the next matches that overlap each other. */
        private void advance() {
            first = -1;
            last = -1;
            while (nextMatch < column.matchCount) {
                int start = column.matches[nextMatch];
                int end = start - 1 + column.matchSize(nextMatch);
                if (first < 0) {
                    first = start;
                    last = end;
                } else if (start <= last) {
                    last = Math.max(last, end);
                } else {
                    return;
                }
                nextMatch++;
            }
        }

        private void upTo(int end) {
            if (end > written) {
                out.write(column.text, written, end - written);
                written = end;
            }
        }

        private void open() {
            out.writeBytes(signs.open);
            isOpen = true;
        }

        void closeIfOpen() {
            if (isOpen) {
                out.writeBytes(signs.close);
                isOpen = false;
            }
        }

        void rest() {
            upTo(column.text.length);
        }
    }
}
