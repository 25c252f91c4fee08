package lapidary.host.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code CREATE VIRTUAL TABLE} says, as the schema keeps it. Immutable.
 *
 * @param module in lower case
 * @param arguments each as its tokens
 */
public record VirtualTableSql(String module, List<List<SqlToken>> arguments) {
    public VirtualTableSql {
        arguments = arguments.stream().map(List::copyOf).toList();
    }

    /** Reads it from a statement that SQLite took. */
    public static VirtualTableSql of(String create) {
        List<SqlToken> tokens = SqlTokenizer.tokenize(create.getBytes(UTF_8));
        int using = 0;
        while (using < tokens.size() && !tokens.get(using).isWord("using")) {
            using++;
        }
        String module = using + 1 < tokens.size() ? tokens.get(using + 1).name() : "";
        int open = Math.min(using + 2, tokens.size());
        return new VirtualTableSql(module, split(tokens.subList(open, tokens.size())));
    }

    /** What the names of the tables behind this one have after its own. */
    public List<String> namesBehind() {
        return switch (module) {
            case "fts5" -> List.of("_config", "_content", "_data", "_docsize", "_idx");
            case "rtree", "rtree_i32" -> List.of("_node", "_parent", "_rowid");
            default -> List.of();
        };
    }

    /** Between the outermost parentheses, at their commas. */
    private static List<List<SqlToken>> split(List<SqlToken> tokens) {
        List<List<SqlToken>> arguments = new ArrayList<>();
        List<SqlToken> argument = new ArrayList<>();
        int depth = 0;
        for (SqlToken token : tokens) {
            depth += token.kind() == TokenKind.CLOSE ? -1 : 0;
            boolean ends = token.kind() == TokenKind.COMMA && depth == 1;
            if (ends || (depth == 0 && token.kind() == TokenKind.CLOSE)) {
                arguments.add(argument);
                argument = new ArrayList<>();
            } else if (depth > 0) {
                argument.add(token);
            }
            depth += token.kind() == TokenKind.OPEN ? 1 : 0;
        }
        return arguments;
    }

    /** The arguments that are no options. */
    public List<List<SqlToken>> columns() {
        return arguments.stream()
                .filter(argument -> argument.size() < 2 || !argument.get(1).name().equals("="))
                .toList();
    }

    /** The values of an option of FTS5, which takes the beginning of a name for the name. */
    public List<String> option(String name) {
        return arguments.stream()
                .filter(argument -> isOption(argument, name))
                .map(argument ->
                        argument.stream()
                                .skip(2)
                                .map(SqlToken::name)
                                .collect(Collectors.joining(" ")))
                .toList();
    }

    private static boolean isOption(List<SqlToken> argument, String name) {
        return argument.size() > 1
                && argument.get(0).canBeName()
                && !argument.get(0).name().isEmpty()
                && name.startsWith(argument.get(0).name())
                && argument.get(1).name().equals("=");
    }
}
