package lapidary.host.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pragmas a guest may use, and with what. What passes is spelled out anew, so that SQLite
 * reads nothing but what was understood here.
 */
final class PragmaGate {
    private static final Set<String> TRUE = SqlKeywords.words("1 on true yes");
    private static final Set<String> FALSE = SqlKeywords.words("0 off false no");
    private static final String OPTIMIZE = "PRAGMA optimize(0x10002)";

    private final SqlStatement statement;
    private final String name;
    private final @Nullable SqlToken value;

    private PragmaGate(SqlStatement statement, String name, @Nullable SqlToken value) {
        this.statement = statement;
        this.name = name;
        this.value = value;
    }

    static ApprovedStatement approve(SqlStatement statement, int verb) {
        if (verb != 0) {
            throw Denied.because("EXPLAIN of a pragma is not for guests");
        }
        return parse(statement).approve();
    }

    private static PragmaGate parse(SqlStatement statement) {
        List<SqlToken> tokens = statement.tokens();
        int at = 1;
        if (kindAt(tokens, 2) == TokenKind.DOT) {
            refuseOtherSchema(tokens.get(1));
            at = 3;
        }
        if (at >= tokens.size() || !tokens.get(at).canBeName()) {
            throw SyntaxErrors.near(tokens.get(Math.min(at, tokens.size() - 1)));
        }
        return new PragmaGate(statement, tokens.get(at).name(), value(tokens, at + 1));
    }

    private static void refuseOtherSchema(SqlToken schema) {
        if (!schema.name().equals("main")) {
            throw Denied.because("a facet has one database, main; not " + schema.name());
        }
    }

    /** {@code = value} or {@code (value)} to the end, or nothing. */
    private static @Nullable SqlToken value(List<SqlToken> tokens, int at) {
        if (at == tokens.size()) {
            return null;
        }
        boolean parenthesised = kindAt(tokens, at) == TokenKind.OPEN;
        boolean assigned = kindAt(tokens, at) == TokenKind.OPERATOR;
        int end = parenthesised ? at + 3 : at + 2;
        boolean closes =
                parenthesised
                        ? kindAt(tokens, at + 2) == TokenKind.CLOSE
                        : assigned && tokens.get(at).name().equals("=");
        if (!closes || end != tokens.size()) {
            throw Denied.because("a pragma takes one value here, a name or a number");
        }
        return tokens.get(at + 1);
    }

    private static @Nullable TokenKind kindAt(List<SqlToken> tokens, int index) {
        return index < tokens.size() ? tokens.get(index).kind() : null;
    }

    private ApprovedStatement approve() {
        if (SqlPragmas.SETTINGS.contains(name)) {
            return value == null ? question("") : setting(value);
        }
        if (SqlPragmas.OF_NAME.contains(name) && value != null) {
            return question(ownName(value));
        }
        if (SqlPragmas.OF_OPTIONAL_NAME.contains(name)) {
            return question(value == null ? "" : ownName(value));
        }
        return switch (name) {
            case "page_size" -> pageSize();
            case "quick_check" -> quickCheck();
            case "optimize" -> optimize();
            default -> throw Denied.because("the pragma " + name + " is not on the list");
        };
    }

    private ApprovedStatement pageSize() {
        if (value != null) {
            throw Denied.because("the page size is read only");
        }
        return question("");
    }

    private ApprovedStatement quickCheck() {
        if (value == null) {
            return question("");
        }
        boolean number = value.kind() == TokenKind.NUMBER;
        return question(number ? "(" + value.name() + ")" : ownName(value));
    }

    private ApprovedStatement optimize() {
        if (value != null) {
            throw Denied.because("PRAGMA optimize takes no value here: it means 0x10002");
        }
        return statement(OPTIMIZE, StatementKind.ANALYZE, Set.of());
    }

    private ApprovedStatement setting(SqlToken given) {
        boolean on = TRUE.contains(given.name());
        if (!on && !FALSE.contains(given.name())) {
            throw Denied.because("the pragma " + name + " takes on or off");
        }
        String text = "PRAGMA " + name + " = " + (on ? "ON" : "OFF");
        return statement(text, StatementKind.SETTING, Set.of());
    }

    private ApprovedStatement question(String argument) {
        return statement("PRAGMA " + name + argument, StatementKind.PRAGMA, Set.of());
    }

    private ApprovedStatement statement(String text, StatementKind kind, Set<String> names) {
        return new ApprovedStatement(text, statement.start(), kind, 0, names);
    }

    private String ownName(SqlToken given) {
        if (!given.canBeName()) {
            throw Denied.because("the pragma " + name + " takes a name");
        }
        if (given.name().startsWith("_lap_") || given.name().startsWith("sqlite_autoindex__lap_")) {
            throw Denied.because("names that begin with _lap_ are the host's: " + given.name());
        }
        return "('" + given.name().replace("'", "''") + "')";
    }
}
