package lapidary.host.storage;

import java.util.List;

/**
 * Porter's stemmer of English words, as FTS5's tokenizer {@code porter} runs it: on bytes in lower
 * case, words of 3 to 64 bytes only. Shortens a word in its buffer. Stateless.
 */
final class PorterStem {
    private static final int BYTES_MIN = 3;
    private static final int BYTES_MAX = 64;

    /** How much room behind the word a stem may need. */
    static final int ROOM = 4;

    /** Of a word that ends so, and has a stem that is long enough, what it ends with instead. */
    private record Rule(String end, String by) {}

    private static final List<Rule> STEP_2 =
            List.of(
                    new Rule("ational", "ate"),
                    new Rule("tional", "tion"),
                    new Rule("enci", "ence"),
                    new Rule("anci", "ance"),
                    new Rule("izer", "ize"),
                    new Rule("logi", "log"),
                    new Rule("bli", "ble"),
                    new Rule("alli", "al"),
                    new Rule("entli", "ent"),
                    new Rule("eli", "e"),
                    new Rule("ousli", "ous"),
                    new Rule("ization", "ize"),
                    new Rule("ation", "ate"),
                    new Rule("ator", "ate"),
                    new Rule("alism", "al"),
                    new Rule("iveness", "ive"),
                    new Rule("fulness", "ful"),
                    new Rule("ousness", "ous"),
                    new Rule("aliti", "al"),
                    new Rule("iviti", "ive"),
                    new Rule("biliti", "ble"));

    private static final List<Rule> STEP_3 =
            List.of(
                    new Rule("icate", "ic"),
                    new Rule("ative", ""),
                    new Rule("alize", "al"),
                    new Rule("iciti", "ic"),
                    new Rule("ical", "ic"),
                    new Rule("ful", ""),
                    new Rule("ness", ""));

    private static final List<String> STEP_4 =
            List.of(
                    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent",
                    "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize");

    private final byte[] word;
    private int length;

    private PorterStem(byte[] word, int length) {
        this.word = word;
        this.length = length;
    }

    /** How long the stem is that now stands in the buffer, which has some room behind the word. */
    static int apply(byte[] word, int length) {
        if (length < BYTES_MIN || length > BYTES_MAX) {
            return length;
        }
        var stem = new PorterStem(word, length);
        stem.plurals();
        stem.pastAndParticiple();
        if (stem.endsWith("y") && stem.hasVowel(stem.length - 1)) {
            stem.replace("y", "i");
        }
        stem.apply(STEP_2);
        stem.apply(STEP_3);
        stem.step4();
        stem.finalLetters();
        return stem.length;
    }

    private void plurals() {
        if (endsWith("sses")) {
            replace("sses", "ss");
        } else if (endsWith("ies")) {
            replace("ies", "i");
        } else if (!endsWith("ss") && endsWith("s")) {
            replace("s", "");
        }
    }

    private void pastAndParticiple() {
        if (endsWith("eed")) {
            if (measure(length - 3) > 0) {
                replace("eed", "ee");
            }
            return;
        }
        for (String end : List.of("ed", "ing")) {
            if (endsWith(end)) {
                if (hasVowel(length - end.length())) {
                    replace(end, "");
                    mendEnd();
                }
                return;
            }
        }
    }

    private void mendEnd() {
        if (endsWith("at") || endsWith("bl") || endsWith("iz")) {
            append('e');
            return;
        }
        byte last = word[length - 1];
        boolean isDouble = length > 1 && last == word[length - 2];
        if (isDouble && !isVowel(last, false) && last != 'l' && last != 's' && last != 'z') {
            length--;
        } else if (measure(length) == 1 && endsShort(length)) {
            append('e');
        }
    }

    private void append(char letter) {
        word[length++] = (byte) letter;
    }

    private void apply(List<Rule> rules) {
        for (Rule rule : rules) {
            if (endsWith(rule.end)) {
                if (measure(length - rule.end.length()) > 0) {
                    replace(rule.end, rule.by);
                }
                return;
            }
        }
    }

    private void step4() {
        for (String end : STEP_4) {
            if (endsWith(end)) {
                int stem = length - end.length();
                boolean fits = !end.equals("ion") || word[stem - 1] == 's' || word[stem - 1] == 't';
                if (fits && measure(stem) > 1) {
                    replace(end, "");
                }
                return;
            }
        }
    }

    private void finalLetters() {
        if (word[length - 1] == 'e') {
            int measure = measure(length - 1);
            if (measure > 1 || (measure == 1 && !endsShort(length - 1))) {
                length--;
            }
        }
        boolean ll = length > 1 && word[length - 1] == 'l' && word[length - 2] == 'l';
        if (ll && measure(length - 1) > 1) {
            length--;
        }
    }

    /** With something before it. */
    private boolean endsWith(String end) {
        int start = length - end.length();
        if (start < 1) {
            return false;
        }
        for (int i = 0; i < end.length(); i++) {
            if (word[start + i] != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void replace(String end, String by) {
        length -= end.length();
        for (int i = 0; i < by.length(); i++) {
            append(by.charAt(i));
        }
    }

    private static boolean isVowel(byte letter, boolean yIsVowel) {
        return switch (letter) {
            case 'a', 'e', 'i', 'o', 'u' -> true;
            case 'y' -> yIsVowel;
            default -> false;
        };
    }

    /** How often a consonant comes after a vowel; 2 stands for more, too. */
    private int measure(int end) {
        int count = 0;
        boolean consonant = false;
        boolean vowelBefore = false;
        for (int i = 0; i < end && count < 2; i++) {
            consonant = !isVowel(word[i], consonant);
            if (consonant && vowelBefore) {
                count++;
            }
            vowelBefore = !consonant;
        }
        return count;
    }

    private boolean hasVowel(int end) {
        for (int i = 0; i < end; i++) {
            if (isVowel(word[i], i > 0)) {
                return true;
            }
        }
        return false;
    }

    /** Consonant, vowel, consonant, of which the last is none of w, x, y. */
    private boolean endsShort(int end) {
        if (end < 3) {
            return false;
        }
        byte last = word[end - 1];
        if (last == 'w' || last == 'x' || last == 'y') {
            return false;
        }
        int mask = 0;
        boolean consonant = false;
        for (int i = 0; i < end; i++) {
            consonant = !isVowel(word[i], consonant);
            mask = mask << 1 | (consonant ? 1 : 0);
        }
        return (mask & 7) == 5;
    }
}
