package lapidary.host.sql;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Tells a function's name from the other names that the grammar lets stand before a parenthesis:
 * tables and their columns, types, common table expressions.
 */
final class FunctionPlaces {
    private static final Set<String> BEFORE_TABLE =
            SqlKeywords.words("into table view exists references as key");

    /** With these a list of tables is over, within the same parentheses. */
    private static final Set<String> AFTER_TABLES =
            SqlKeywords.words(
                    """
                    select values where group having window order limit union except intersect
                    returning set conflict
                    """);

    private final List<SqlToken> tokens;

    /** The commas that stand between two tables. */
    private final BitSet tableCommas;

    /** For each opening parenthesis the index of the one that closes it, or the end. */
    private final int[] closings;

    FunctionPlaces(List<SqlToken> tokens) {
        this.tokens = tokens;
        this.closings = closings(tokens);
        this.tableCommas = tableCommas(tokens);
    }

    /**
     * Those behind a {@code FROM} with nothing between that ends its list. What an {@code ON} says
     * has commas in parentheses only; where in doubt, a comma is none of them.
     */
    private static BitSet tableCommas(List<SqlToken> tokens) {
        var commas = new BitSet(tokens.size());
        Deque<Boolean> around = new ArrayDeque<>();
        boolean isList = false;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            switch (token.kind()) {
                case OPEN -> {
                    around.push(isList);
                    isList = false;
                }
                case CLOSE -> isList = Boolean.TRUE.equals(around.poll());
                case SEMICOLON -> isList = false;
                case COMMA -> commas.set(i, isList);
                case WORD ->
                        isList =
                                (isList && !AFTER_TABLES.contains(token.name()))
                                        || isFrom(tokens, i);
                default -> {}
            }
        }
        return commas;
    }

    private static boolean isFrom(List<SqlToken> tokens, int index) {
        return Words.isAt(tokens, index, "from") && !Words.isAt(tokens, index - 1, "distinct");
    }

    /** All at once: looking for each would take quadratic time. */
    private static int[] closings(List<SqlToken> tokens) {
        int[] closings = new int[tokens.size()];
        Arrays.fill(closings, tokens.size());
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < closings.length; i++) {
            if (tokens.get(i).kind() == TokenKind.OPEN) {
                open.push(i);
            } else if (tokens.get(i).kind() == TokenKind.CLOSE && !open.isEmpty()) {
                closings[open.pop()] = i;
            }
        }
        return closings;
    }

    /** Whether the name of that index, before a parenthesis, cannot be a function's. */
    boolean isOtherName(int index) {
        if (index == 0) {
            return false;
        }
        SqlToken before = tokens.get(index - 1);
        return before.kind() == TokenKind.DOT
                || isType(before)
                || (before.kind() == TokenKind.WORD && BEFORE_TABLE.contains(before.name()))
                || isIndexedTable(before)
                || isReadTable(index)
                || isCommonTable(index);
    }

    /** {@code price DECIMAL(10, 2)}: two names in a row are a column and its type. */
    private static boolean isType(SqlToken before) {
        return before.isIdentifier() || before.kind() == TokenKind.STRING;
    }

    private boolean isIndexedTable(SqlToken before) {
        boolean createsIndex =
                Words.isAt(tokens, 0, "create")
                        && (Words.isAt(tokens, 1, "index") || Words.isAt(tokens, 2, "index"));
        return createsIndex && before.isWord("on");
    }

    /** {@code FROM mail('words')}: a full-text table and what it is searched for. */
    private boolean isReadTable(int index) {
        return isFrom(tokens, index - 1)
                || Words.isAt(tokens, index - 1, "join")
                || tableCommas.get(index - 1);
    }

    /** {@code WITH name(columns) AS (…)}. */
    private boolean isCommonTable(int index) {
        int as = closings[index + 1] + 1;
        if (!Words.isAt(tokens, as, "as")) {
            return false;
        }
        // Alone it may be the alias of a function's column.
        int hint = Words.isAt(tokens, as + 1, "not") ? as + 2 : as + 1;
        return isOpenAt(Words.isAt(tokens, hint, "materialized") ? hint + 1 : as + 1);
    }

    private boolean isOpenAt(int index) {
        return index < tokens.size() && tokens.get(index).kind() == TokenKind.OPEN;
    }
}
