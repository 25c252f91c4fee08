package lapidary.host.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/** Which kinds of statement a guest may send, by the words that they begin with. */
final class VerbGate {
    private static final Set<String> TRANSACTION =
            SqlKeywords.words("begin commit end rollback savepoint release");

    private static final Set<String> FILE = SqlKeywords.words("attach detach vacuum");

    private static final Set<String> MODULES = SqlKeywords.words("fts5 fts5vocab rtree rtree_i32");

    private static final Set<String> MAIN_VERBS =
            SqlKeywords.words("select values insert replace update delete");

    private VerbGate() {}

    /** The kind of the statement whose verb is the token of that index. */
    static StatementKind check(SqlStatement statement, int verb) {
        StatementKind kind = kind(statement.tokens(), verb);
        if (verb == 0) {
            return kind;
        }
        return verb == 1 ? StatementKind.EXPLAIN : StatementKind.PLAN;
    }

    private static StatementKind kind(List<SqlToken> tokens, int verb) {
        if (verb == tokens.size()) {
            throw new Refusal(ResultCode.SQL, "incomplete input: SQLITE_ERROR");
        }
        SqlToken token = tokens.get(verb);
        refuseVerb(token);
        String word = token.kind() == TokenKind.WORD ? token.name() : "";
        return switch (word) {
            case "select", "values" -> StatementKind.READ;
            case "insert", "replace", "update", "delete" -> StatementKind.WRITE;
            case "with" -> mainVerb(tokens, verb);
            case "create" -> create(tokens, verb);
            case "alter", "drop", "reindex" -> StatementKind.SCHEMA;
            case "analyze" -> analyze(tokens, verb);
            default -> throw SyntaxErrors.near(token);
        };
    }

    private static void refuseVerb(SqlToken token) {
        if (token.kind() != TokenKind.WORD) {
            return;
        }
        if (TRANSACTION.contains(token.name())) {
            throw Denied.because(
                    shout(token)
                            + " is not for guests: an event is a transaction; inside it use"
                            + " facet_sql.begin, commit and rollback");
        }
        if (FILE.contains(token.name())) {
            throw Denied.because(shout(token) + " is not for guests: a facet has one database");
        }
    }

    /** After {@code WITH}: the first verb that is not inside parentheses. */
    private static StatementKind mainVerb(List<SqlToken> tokens, int with) {
        int depth = 0;
        for (SqlToken token : tokens.subList(with, tokens.size())) {
            if (token.kind() == TokenKind.OPEN) {
                depth++;
            } else if (token.kind() == TokenKind.CLOSE) {
                depth--;
            } else if (depth == 0
                    && token.kind() == TokenKind.WORD
                    && MAIN_VERBS.contains(token.name())) {
                boolean reads = token.isWord("select") || token.isWord("values");
                return reads ? StatementKind.READ : StatementKind.WRITE;
            }
        }
        return StatementKind.READ; // Not a statement; SQLite says where it goes wrong.
    }

    /** The second line does not see it: it opens the hidden tables too. */
    private static StatementKind analyze(List<SqlToken> tokens, int verb) {
        if (verb + 1 < tokens.size() && tokens.get(verb + 1).name().equals("temp")) {
            throw temporary();
        }
        return StatementKind.ANALYZE;
    }

    private static StatementKind create(List<SqlToken> tokens, int create) {
        int at = create + 1;
        if (Words.isAt(tokens, at, "temp") || Words.isAt(tokens, at, "temporary")) {
            throw temporary();
        }
        if (Words.isAt(tokens, at, "virtual")) {
            refuseOtherModule(tokens, at);
            at++;
        }
        if (Words.isAt(tokens, at, "unique")) {
            at++;
        }
        refuseTemporarySchema(tokens, at + 1);
        if (Words.isAt(tokens, at, "trigger")) {
            checkTriggerBody(tokens);
        }
        return StatementKind.SCHEMA;
    }

    private static void refuseOtherModule(List<SqlToken> tokens, int virtual) {
        for (int i = virtual; i < tokens.size() - 1; i++) {
            if (tokens.get(i).isWord("using")) {
                String module = tokens.get(i + 1).name();
                if (!MODULES.contains(module)) {
                    throw Denied.because(
                            "virtual tables may use fts5, fts5vocab, rtree and rtree_i32, not "
                                    + module);
                }
                return;
            }
        }
    }

    /** Of {@code CREATE TABLE IF NOT EXISTS temp.name}: the index is that after the kind. */
    private static void refuseTemporarySchema(List<SqlToken> tokens, int afterKind) {
        int name = afterKind;
        if (Words.isAt(tokens, name, "if")) {
            name += 3;
        }
        boolean qualified =
                name + 1 < tokens.size() && tokens.get(name + 1).kind() == TokenKind.DOT;
        if (qualified && tokens.get(name).name().equals("temp")) {
            throw temporary();
        }
    }

    private static Refusal temporary() {
        return Denied.because("temporary tables, views and triggers are not for guests");
    }

    private static void checkTriggerBody(List<SqlToken> tokens) {
        for (int i = 1; i < tokens.size(); i++) {
            SqlToken before = tokens.get(i - 1);
            boolean begins = before.kind() == TokenKind.SEMICOLON || before.isWord("begin");
            boolean ends = tokens.get(i).isWord("end") && i == tokens.size() - 1;
            if (begins && !ends) {
                refuseVerb(tokens.get(i));
            }
        }
    }

    private static String shout(SqlToken token) {
        return token.name().toUpperCase(Locale.ROOT);
    }
}
