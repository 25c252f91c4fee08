package lapidary.host.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.abi.Utf8;
import lapidary.host.error.Refusal;

/**
 * What SQL a guest may send: everything that is not on a list is refused. This is the first line;
 * the second, {@link ProgramGate}, looks at what SQLite made of a statement that passed here.
 *
 * <p>See docs/decisions/0005-sql-gate.md.
 */
public final class SqlGate {
    private SqlGate() {}

    /**
     * Passes a text of one or more statements.
     *
     * @throws Refusal {@code DENIED} with the reason; {@code INVALID} if it has a NUL byte; {@code
     *     SQL} if there is no statement, or SQLite could not parse it anyway
     */
    public static ApprovedSql approve(String text) {
        byte[] sql = Utf8.encode(text);
        refuseNul(sql);
        List<SqlStatement> statements = StatementSplitter.split(sql, SqlTokenizer.tokenize(sql));
        return new ApprovedSql(
                statements.stream().map(statement -> approve(sql, statement)).toList());
    }

    private static void refuseNul(byte[] sql) {
        for (int i = 0; i < sql.length; i++) {
            if (sql[i] == 0) {
                throw new Refusal(ResultCode.INVALID, "the SQL text has a NUL byte at offset " + i);
            }
        }
    }

    private static ApprovedStatement approve(byte[] sql, SqlStatement statement) {
        var text = new String(sql, statement.start(), statement.end() - statement.start(), UTF_8);
        int verb = Words.skipExplain(statement.tokens(), 0, statement.tokens().size());
        if (Words.isAt(statement.tokens(), verb, "pragma")) {
            return PragmaGate.approve(statement, verb);
        }
        StatementKind kind = VerbGate.check(statement, verb);
        return new ApprovedStatement(
                text,
                statement.start(),
                kind,
                statement.parameterCount(),
                NameGate.check(statement, kind));
    }
}
