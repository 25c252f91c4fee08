package lapidary.host.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text of SQL, or what a table of {@code WITH} is within one: its length, the names in it that
 * could be those of tables or views, and the tables of {@code WITH} that its text has, wherever
 * they stand. Compared by identity.
 */
final class WrittenText {
    private final List<String> names = new ArrayList<>();
    private final Map<String, List<WrittenText>> tables;
    private int bytes;

    private WrittenText(Map<String, List<WrittenText>> tables) {
        this.tables = tables;
    }

    static WrittenText of(String sql) {
        byte[] text = sql.getBytes(UTF_8);
        var reader = new Reader(SqlTokenizer.tokenize(text));
        return reader.read(text.length);
    }

    /** In lower case, as often as they stand there. */
    List<String> names() {
        return names;
    }

    /** The tables of {@code WITH} that the name may stand for. */
    List<WrittenText> tables(String name) {
        return tables.getOrDefault(name, List.of());
    }

    boolean hasNoTables() {
        return tables.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    /** The name, in lower case, of the view that a statement makes; empty if it makes none. */
    static String viewMadeBy(String sql) {
        List<SqlToken> tokens = SqlTokenizer.tokenize(sql.getBytes(UTF_8));
        int view = Words.isAt(tokens, 1, "view") ? 1 : 2; // CREATE TEMP VIEW
        if (!Words.isAt(tokens, 0, "create") || !Words.isAt(tokens, view, "view")) {
            return "";
        }
        int at = Words.isAt(tokens, view + 1, "if") ? view + 4 : view + 1; // IF NOT EXISTS
        if (at + 1 < tokens.size() && tokens.get(at + 1).kind() == TokenKind.DOT) {
            at += 2;
        }
        return at < tokens.size() ? tokens.get(at).name() : "";
    }

    /** The names, in lower case, of the tables that the one made by a statement refers to. */
    static List<String> referencesIn(String sql) {
        List<SqlToken> tokens = SqlTokenizer.tokenize(sql.getBytes(UTF_8));
        var names = new ArrayList<String>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isWord("references")) {
                names.add(tokens.get(i + 1).name());
            }
        }
        return names;
    }

    /** Reads a text from its first token to its last. */
    private static final class Reader {
        private record Open(WrittenText table, int depth, int start) {}

        private final List<SqlToken> tokens;
        private final Map<String, List<WrittenText>> tables = new HashMap<>();
        private final WrittenText whole = new WrittenText(tables);
        private final Deque<Open> open = new ArrayDeque<>();
        private final Deque<Integer> parentheses = new ArrayDeque<>();

        Reader(List<SqlToken> tokens) {
            this.tokens = tokens;
        }

        WrittenText read(int length) {
            whole.bytes = length;
            int closed = -1; // the parenthesis that the last closing one belongs to
            for (int i = 0; i < tokens.size(); i++) {
                SqlToken token = tokens.get(i);
                switch (token.kind()) {
                    case OPEN -> {
                        parentheses.push(i);
                        begin(i, closed);
                    }
                    case CLOSE -> {
                        end(token);
                        closed = parentheses.isEmpty() ? -1 : parentheses.pop();
                    }
                    default -> {
                        if (couldBeTable(i)) {
                            around().names.add(token.name());
                        }
                    }
                }
            }
            return whole;
        }

        /** {@code name AS (} or {@code name (…) AS [NOT] [MATERIALIZED] (} begins a table. */
        private void begin(int parenthesis, int closed) {
            int at = parenthesis - 1;
            if (Words.isAt(tokens, at, "materialized")) {
                at -= Words.isAt(tokens, at - 1, "not") ? 2 : 1;
            }
            if (!Words.isAt(tokens, at, "as") || at == 0) {
                return;
            }
            boolean hasColumns = tokens.get(at - 1).kind() == TokenKind.CLOSE;
            int name = hasColumns ? closed - 1 : at - 1;
            if (name < 0 || !tokens.get(name).canBeName()) {
                return;
            }
            List<String> around = around().names;
            int known = around.lastIndexOf(tokens.get(name).name());
            if (known >= 0) {
                around.remove(known); // it is what is defined, and not named
            }
            var table = new WrittenText(tables);
            tables.computeIfAbsent(tokens.get(name).name(), _ -> new ArrayList<>()).add(table);
            open.push(new Open(table, parentheses.size(), tokens.get(parenthesis).start()));
        }

        private WrittenText around() {
            Open innermost = open.peek();
            return innermost == null ? whole : innermost.table();
        }

        private void end(SqlToken closing) {
            if (!open.isEmpty() && open.peek().depth() == parentheses.size()) {
                Open ended = open.pop();
                ended.table().bytes = closing.end() - ended.start();
            }
        }

        private boolean couldBeTable(int i) {
            SqlToken token = tokens.get(i);
            if (!token.canBeName()) {
                return false;
            }
            boolean qualifies = i + 1 < tokens.size() && tokens.get(i + 1).kind() == TokenKind.DOT;
            boolean isQualified = i > 1 && tokens.get(i - 1).kind() == TokenKind.DOT;
            boolean isColumn =
                    isQualified
                            && !tokens.get(i - 2).name().equals("main")
                            && !tokens.get(i - 2).name().equals("temp");
            return !qualifies && !isColumn && !Words.isAt(tokens, i - 1, "as");
        }
    }
}
