package lapidary.host.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One statement of a text: the bytes from {@code start} to {@code end}, the semicolon not included,
 * and its tokens, of which there is at least one.
 */
public record SqlStatement(int start, int end, List<SqlToken> tokens) {
    public SqlStatement {
        tokens = List.copyOf(tokens);
    }

    /** How many values SQLite binds to this statement: the highest number of its variables. */
    public int parameterCount() {
        Set<String> names = new HashSet<>();
        int highest = 0;
        for (SqlToken token : tokens) {
            if (token.kind() == TokenKind.VARIABLE) {
                highest = Math.max(highest, number(token.name(), highest, names));
            }
        }
        return highest;
    }

    private static int number(String variable, int highest, Set<String> names) {
        if (variable.length() == 1) {
            return highest + 1;
        }
        if (variable.charAt(0) == '?') {
            return explicitNumber(variable.substring(1));
        }
        return names.add(variable) ? highest + 1 : highest;
    }

    /** Beyond six digits it is over SQLite's limit, which then says so. */
    private static int explicitNumber(String digits) {
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
