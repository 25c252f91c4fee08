package lapidary.host.sql;

import java.util.List;
import java.util.Set;

/**
 * Tells a function's name from the other names that the grammar lets stand before a parenthesis:
 * tables and their columns, types, common table expressions.
 */
final class FunctionPlaces {
    private static final Set<String> BEFORE_TABLE =
            SqlKeywords.words("into table view exists references as key");

    private FunctionPlaces() {}

    /** Whether the name of that index, before a parenthesis, cannot be a function's. */
    static boolean isOtherName(List<SqlToken> tokens, int index) {
        if (index == 0) {
            return false;
        }
        SqlToken before = tokens.get(index - 1);
        return before.kind() == TokenKind.DOT
                || isType(before)
                || (before.kind() == TokenKind.WORD && BEFORE_TABLE.contains(before.name()))
                || isIndexedTable(tokens, before)
                || isCommonTable(tokens, index);
    }

    /** {@code price DECIMAL(10, 2)}: two names in a row are a column and its type. */
    private static boolean isType(SqlToken before) {
        return before.isIdentifier() || before.kind() == TokenKind.STRING;
    }

    private static boolean isIndexedTable(List<SqlToken> tokens, SqlToken before) {
        boolean createsIndex =
                Words.isAt(tokens, 0, "create")
                        && (Words.isAt(tokens, 1, "index") || Words.isAt(tokens, 2, "index"));
        return createsIndex && before.isWord("on");
    }

    /** {@code WITH name(columns) AS (…)}. */
    private static boolean isCommonTable(List<SqlToken> tokens, int index) {
        int close = closing(tokens, index + 1);
        return Words.isAt(tokens, close + 1, "as")
                && (isOpenAt(tokens, close + 2)
                        || Words.isAt(tokens, close + 2, "materialized")
                        || Words.isAt(tokens, close + 2, "not"));
    }

    private static boolean isOpenAt(List<SqlToken> tokens, int index) {
        return index < tokens.size() && tokens.get(index).kind() == TokenKind.OPEN;
    }

    private static int closing(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == TokenKind.OPEN) {
                depth++;
            } else if (tokens.get(i).kind() == TokenKind.CLOSE && --depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }
}
