package lapidary.host.sql;

import java.util.List;

/** Looking at the bare words of a token list by position; outside the list there are none. */
final class Words {
    private Words() {}

    static boolean isAt(List<SqlToken> tokens, int index, int end, String word) {
        return index >= 0 && index < end && tokens.get(index).isWord(word);
    }

    static boolean isAt(List<SqlToken> tokens, int index, String word) {
        return isAt(tokens, index, tokens.size(), word);
    }

    /** The index after {@code EXPLAIN} or {@code EXPLAIN QUERY PLAN}, or {@code first}. */
    static int skipExplain(List<SqlToken> tokens, int first, int end) {
        if (!isAt(tokens, first, end, "explain")) {
            return first;
        }
        boolean plan =
                isAt(tokens, first + 1, end, "query") && isAt(tokens, first + 2, end, "plan");
        return plan ? first + 3 : first + 1;
    }
}
