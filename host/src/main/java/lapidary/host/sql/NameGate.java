package lapidary.host.sql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which names a statement may use. Walks the tokens once: a token that can be nothing but a value
 * is left alone, everything else is looked up as a name.
 */
final class NameGate {
    private static final String HIDDEN = "_lap_";
    private static final String SYSTEM = "sqlite_";
    private static final String PRAGMA = "pragma_";
    private static final String AUTOINDEX = "sqlite_autoindex_";

    private static final Set<String> READABLE_SYSTEM_TABLES =
            SqlKeywords.words(
                    """
                    sqlite_schema sqlite_master sqlite_sequence
                    sqlite_stat1 sqlite_stat2 sqlite_stat3 sqlite_stat4
                    """);

    /** Tables that SQLite has without anybody making them, and that read more than their own. */
    private static final Set<String> BUILT_IN_TABLES =
            SqlKeywords.words("dbstat fts3tokenize fts4aux bytecode tables_used");

    /** After these a string can only be a value. */
    private static final Set<String> BEFORE_VALUE =
            SqlKeywords.words(
                    """
                    select distinct all like glob match regexp escape and or not is between when then
                    else case where having by limit offset returning default
                    """);

    private final List<SqlToken> tokens;
    private final StatementKind kind;
    private final boolean virtual;
    private final FunctionPlaces places;
    private final Set<String> names = new HashSet<>();
    private final Deque<Boolean> valueLists = new ArrayDeque<>();

    private NameGate(SqlStatement statement, StatementKind kind) {
        this.tokens = statement.tokens();
        this.kind = kind;
        this.places = new FunctionPlaces(tokens);
        this.virtual = Words.isAt(tokens, 0, "create") && Words.isAt(tokens, 1, "virtual");
    }

    /** All names of a statement, none of which is refused. */
    static Set<String> check(SqlStatement statement, StatementKind kind) {
        var gate = new NameGate(statement, kind);
        for (int i = 0; i < gate.tokens.size(); i++) {
            gate.check(i);
        }
        return gate.names;
    }

    private void check(int index) {
        SqlToken token = tokens.get(index);
        switch (token.kind()) {
            case OPEN -> valueLists.push(opensValues(index));
            case CLOSE -> valueLists.poll();
            case WORD, QUOTED -> checkName(index, token.name());
            case STRING -> {
                if (virtual || !isValue(index)) {
                    checkName(index, token.name());
                }
            }
            default -> {}
        }
    }

    private boolean opensValues(int open) {
        if (Words.isAt(tokens, open + 1, "select") || Words.isAt(tokens, open + 1, "with")) {
            return false;
        }
        return Words.isAt(tokens, open - 1, "in")
                || Words.isAt(tokens, open - 1, "values")
                || (isCommaAt(open - 1) && Words.isAt(tokens, open - 2, "values"));
    }

    /** Whether the string of that index can only be a value. */
    private boolean isValue(int index) {
        if (index == 0) {
            return false;
        }
        SqlToken before = tokens.get(index - 1);
        return switch (before.kind()) {
            case OPERATOR -> true;
            case WORD -> BEFORE_VALUE.contains(before.name());
            case OPEN, COMMA -> Boolean.TRUE.equals(valueLists.peek());
            default -> false;
        };
    }

    private boolean isCommaAt(int index) {
        return index >= 0 && tokens.get(index).kind() == TokenKind.COMMA;
    }

    private void checkName(int index, String name) {
        if (name.startsWith(HIDDEN) || (virtual && name.contains(HIDDEN))) {
            throw Denied.because("names that begin with _lap_ are the host's: " + name);
        }
        if (name.startsWith(SYSTEM)) {
            checkSystemName(index, name);
        }
        if (name.startsWith(PRAGMA) && !SqlPragmas.isTableFunction(name)) {
            throw Denied.because("the pragma function " + name + " is not on the list");
        }
        if (BUILT_IN_TABLES.contains(name)) {
            throw Denied.because("the table " + name + " is not on the list");
        }
        if (isCall(index) && !SqlFunctions.isAllowed(name)) {
            throw SqlFunctions.denied(name);
        }
        names.add(name);
    }

    private void checkSystemName(int index, String name) {
        boolean readable =
                READABLE_SYSTEM_TABLES.contains(name)
                        || (name.startsWith(AUTOINDEX) && !name.startsWith(AUTOINDEX + HIDDEN));
        if (!readable && isCall(index)) {
            throw SqlFunctions.denied(name);
        }
        boolean left = kind == StatementKind.SCHEMA && !name.startsWith("sqlite_temp");
        if (!readable && !left) {
            throw Denied.because("the name " + name + " is not on the list");
        }
        if (isTarget(index)) {
            throw Denied.because(name + " is read only");
        }
    }

    /** Whether the name is what the statement, or one in a trigger's body, changes or drops. */
    private boolean isTarget(int index) {
        int before = index - 1;
        if (before >= 0 && tokens.get(before).kind() == TokenKind.DOT) {
            before -= 2;
        }
        return Words.isAt(tokens, before, "into")
                || Words.isAt(tokens, before, "update")
                || (Words.isAt(tokens, before - 1, "or")
                        && Words.isAt(tokens, before - 2, "update"))
                || (Words.isAt(tokens, before, "from") && Words.isAt(tokens, before - 1, "delete"))
                || Words.isAt(tokens, before, "table")
                || Words.isAt(tokens, before, "exists")
                || Words.isAt(tokens, before, "index");
    }

    /** Whether a function is called here: a name before a parenthesis, where no table can be. */
    private boolean isCall(int index) {
        SqlToken token = tokens.get(index);
        boolean opens = index + 1 < tokens.size() && tokens.get(index + 1).kind() == TokenKind.OPEN;
        if (!opens || virtual || token.kind() == TokenKind.STRING) {
            return false;
        }
        if (!token.isIdentifier() && !SqlKeywords.isCallable(token.name())) {
            return false;
        }
        return !places.isOtherName(index);
    }
}
