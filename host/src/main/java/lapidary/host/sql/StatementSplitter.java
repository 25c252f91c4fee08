package lapidary.host.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * Finds the statements of a text. A semicolon ends a statement, except inside {@code CREATE
 * TRIGGER}, which ends with the semicolon after {@code ; END}.
 *
 * <p>Each statement is later prepared from its own bytes, so a boundary that SQLite would draw
 * elsewhere can make a statement fail, but never let one run that was not looked at.
 */
final class StatementSplitter {
    private StatementSplitter() {}

    /**
     * The statements in order, one or more.
     *
     * @throws Refusal {@code INVALID} if something other than trailing white space has no statement
     */
    static List<SqlStatement> split(byte[] sql, List<SqlToken> tokens) {
        List<SqlStatement> statements = new ArrayList<>();
        int first = 0;
        int end = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == TokenKind.SEMICOLON && endsAt(tokens, first, i)) {
                statements.add(statement(tokens.subList(first, i)));
                first = i + 1;
                end = tokens.get(i).end();
            }
        }
        if (first < tokens.size()) {
            statements.add(statement(tokens.subList(first, tokens.size())));
        } else if (statements.isEmpty() || !isBlank(sql, end)) {
            throw noStatement();
        }
        return statements;
    }

    private static SqlStatement statement(List<SqlToken> tokens) {
        if (tokens.isEmpty()) {
            throw noStatement();
        }
        return new SqlStatement(tokens.getFirst().start(), tokens.getLast().end(), tokens);
    }

    private static Refusal noStatement() {
        return new Refusal(ResultCode.SQL, "the SQL text did not contain a statement");
    }

    private static boolean endsAt(List<SqlToken> tokens, int first, int semicolon) {
        if (!isCreateTrigger(tokens, first, semicolon)) {
            return true;
        }
        return semicolon - first >= 2
                && tokens.get(semicolon - 1).isWord("end")
                && tokens.get(semicolon - 2).kind() == TokenKind.SEMICOLON;
    }

    private static boolean isCreateTrigger(List<SqlToken> tokens, int first, int end) {
        int at = Words.skipExplain(tokens, first, end);
        if (!Words.isAt(tokens, at, end, "create")) {
            return false;
        }
        at++;
        if (Words.isAt(tokens, at, end, "temp") || Words.isAt(tokens, at, end, "temporary")) {
            at++;
        }
        return Words.isAt(tokens, at, end, "trigger");
    }

    private static boolean isBlank(byte[] sql, int start) {
        String rest = new String(sql, start, sql.length - start, StandardCharsets.UTF_8);
        return rest.chars().allMatch(c -> c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF');
    }
}
