package lapidary.host.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls of {@code highlight} and {@code snippet} in a statement over one full-text table, in other
 * words: the host's functions, which are given the text. Those of FTS5 take quadratic time.
 *
 * <pre>
 * highlight(table, column, open, close)
 *     HIGHLIGHT(number, column, open, close, text)
 * snippet(table, column, open, close, ellipsis, words)
 *     SNIPPET(number, column, open, close, ellipsis, words, text of the column, or of all)
 * </pre>
 */
public final class MarkCalls {
    public static final String HIGHLIGHT = "_lap_highlight";
    public static final String SNIPPET = "_lap_snippet";

    private static final int HIGHLIGHT_ARGUMENTS = 4;
    private static final int SNIPPET_ARGUMENTS = 6;

    private final byte[] text;
    private final List<SqlToken> tokens;
    private final String table;
    private final List<String> columns;
    private final int number;

    private MarkCalls(byte[] text, String table, List<String> columns, int number) {
        this.text = text;
        this.tokens = SqlTokenizer.tokenize(text);
        this.table = table;
        this.columns = columns;
        this.number = number;
    }

    /**
     * The statement, with the host's functions; empty if it cannot be seen what a call is given.
     *
     * @param table its full-text table, whose columns have these names
     * @param number that the host's functions are called with
     */
    public static Optional<ApprovedStatement> ofHost(
            ApprovedStatement approved, String table, List<String> columns, int number) {
        return new MarkCalls(approved.text().getBytes(UTF_8), table, columns, number)
                .rewritten()
                .map(approved::withText);
    }

    static boolean isOfHost(String function) {
        return function.equals(HIGHLIGHT) || function.equals(SNIPPET);
    }

    private Optional<String> rewritten() {
        var out = new ByteArrayOutputStream();
        int copied = 0;
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (!isCall(i)) {
                continue;
            }
            List<List<SqlToken>> arguments = arguments(i + 2);
            Optional<String> call = call(tokens.get(i).name(), arguments);
            if (call.isEmpty()) {
                return Optional.empty();
            }
            out.write(text, copied, tokens.get(i).start() - copied);
            out.writeBytes(call.get().getBytes(UTF_8));
            SqlToken last = arguments.getLast().getLast();
            copied = last.end();
        }
        out.write(text, copied, text.length - copied);
        return Optional.of(out.toString(UTF_8));
    }

    private boolean isCall(int index) {
        SqlToken token = tokens.get(index);
        return token.canBeName()
                && (token.name().equals("highlight") || token.name().equals("snippet"))
                && tokens.get(index + 1).kind() == TokenKind.OPEN;
    }

    /** Up to the parenthesis that closes them. */
    private List<List<SqlToken>> arguments(int start) {
        List<List<SqlToken>> arguments = new ArrayList<>();
        List<SqlToken> argument = new ArrayList<>();
        int depth = 0;
        for (SqlToken token : tokens.subList(start, tokens.size())) {
            boolean closes = token.kind() == TokenKind.CLOSE;
            if (depth == 0 && (closes || token.kind() == TokenKind.COMMA)) {
                arguments.add(argument);
                argument = new ArrayList<>();
                if (closes) {
                    break;
                }
            } else {
                argument.add(token);
            }
            depth += token.kind() == TokenKind.OPEN ? 1 : closes ? -1 : 0;
        }
        return arguments;
    }

    private Optional<String> call(String name, List<List<SqlToken>> arguments) {
        boolean snippet = name.equals("snippet");
        int count = snippet ? SNIPPET_ARGUMENTS : HIGHLIGHT_ARGUMENTS;
        if (arguments.size() != count || arguments.stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        if (arguments.stream().flatMap(List::stream).anyMatch(MarkCalls::isMarkName)) {
            return Optional.empty();
        }
        Optional<String> qualifier = qualifier(arguments.get(0));
        Optional<Integer> column = column(arguments.get(1), snippet);
        if (qualifier.isEmpty() || column.isEmpty()) {
            return Optional.empty();
        }
        var out = new StringBuilder(snippet ? SNIPPET : HIGHLIGHT);
        out.append('(').append(number).append(", ").append(column.get());
        for (List<SqlToken> argument : arguments.subList(2, count)) {
            int start = argument.getFirst().start();
            out.append(", ")
                    .append(new String(text, start, argument.getLast().end() - start, UTF_8));
        }
        boolean all = column.get() < 0;
        for (String each : all ? columns : List.of(columns.get(column.get()))) {
            out.append(", ").append(qualifier.get()).append('.').append(quoted(each));
        }
        return Optional.of(out.toString());
    }

    private static boolean isMarkName(SqlToken token) {
        return token.name().equals("highlight") || token.name().equals("snippet");
    }

    /** A literal number of a column; or −1, for all, where that means something. */
    private Optional<Integer> column(List<SqlToken> argument, boolean snippet) {
        SqlToken last = argument.getLast();
        boolean minus = argument.size() == 2 && text[argument.getFirst().start()] == '-';
        if (last.kind() != TokenKind.NUMBER || !last.name().matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(last.name());
        if (minus && snippet && number == 1) {
            return Optional.of(-1);
        }
        return argument.size() == 1 && number < columns.size()
                ? Optional.of(number)
                : Optional.empty();
    }

    /** What the table is called in the statement: its own name, or another. */
    private Optional<String> qualifier(List<SqlToken> argument) {
        boolean named = argument.stream().allMatch(token -> token.canBeName() || isDot(token));
        if (!named || !argument.getLast().name().equals(table)) {
            return Optional.empty();
        }
        return switch (argument.size()) {
            case 1 -> alias();
            case 3 -> Optional.of(quoted(argument.getFirst().name()));
            default -> Optional.empty();
        };
    }

    private Optional<String> alias() {
        String found = "";
        for (int i = 1; i < tokens.size(); i++) {
            if (isTable(i)) {
                if (!found.isEmpty()) {
                    return Optional.empty();
                }
                found = alias(i);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(quoted(found));
    }

    private boolean isTable(int index) {
        SqlToken before = tokens.get(index - 1);
        return tokens.get(index).canBeName()
                && tokens.get(index).name().equals(table)
                && (before.isWord("from") || before.isWord("join") || isListed(index - 1));
    }

    /** After a comma in a list of tables, where no parenthesis was opened since. */
    private boolean isListed(int comma) {
        if (tokens.get(comma).kind() != TokenKind.COMMA) {
            return false;
        }
        int depth = 0;
        for (int i = comma - 1; i >= 0; i--) {
            SqlToken token = tokens.get(i);
            depth += token.kind() == TokenKind.CLOSE ? 1 : token.kind() == TokenKind.OPEN ? -1 : 0;
            if (depth < 0 || (depth == 0 && isClause(token))) {
                return depth == 0 && token.isWord("from");
            }
        }
        return false;
    }

    private static boolean isClause(SqlToken token) {
        return token.kind() == TokenKind.WORD
                && List.of("from", "select", "where", "by", "having", "values", "set")
                        .contains(token.name());
    }

    private String alias(int index) {
        if (Words.isAt(tokens, index + 1, "as") && index + 2 < tokens.size()) {
            return tokens.get(index + 2).name();
        }
        boolean follows =
                index + 1 < tokens.size()
                        && tokens.get(index + 1).isIdentifier()
                        && !isJoin(tokens.get(index + 1));
        return follows ? tokens.get(index + 1).name() : table;
    }

    private static boolean isJoin(SqlToken token) {
        return token.kind() == TokenKind.WORD
                && List.of(
                                "left",
                                "right",
                                "full",
                                "inner",
                                "outer",
                                "cross",
                                "natural",
                                "join",
                                "window",
                                "indexed",
                                "not",
                                "limit",
                                "order",
                                "where",
                                "group",
                                "on",
                                "union",
                                "except",
                                "intersect",
                                "offset")
                        .contains(token.name());
    }

    private static boolean isDot(SqlToken token) {
        return token.kind() == TokenKind.DOT;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
