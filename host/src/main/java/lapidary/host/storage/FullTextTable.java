package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lapidary.host.sql.SqlToken;
import lapidary.host.sql.VirtualTableSql;

/**
 * A full-text table, as its CREATE says. Immutable.
 *
 * @param columns it has no more than these
 * @param holdsText whether the text is in the table itself, and always as it was searched
 * @param words how words are told apart; empty where the host cannot do it
 * @param prefixes lengths of the words' beginnings that it keeps indexes of
 */
record FullTextTable(
        String name,
        List<Column> columns,
        boolean holdsText,
        Optional<FullTextWords.Kind> words,
        List<Integer> prefixes) {
    /** In lower case; {@code isSearched} unless it is UNINDEXED. */
    record Column(String name, boolean isSearched) {
        static Column of(List<SqlToken> tokens) {
            boolean isSearched =
                    tokens.stream().skip(1).noneMatch(token -> token.name().equals("unindexed"));
            return new Column(tokens.isEmpty() ? "" : tokens.getFirst().name(), isSearched);
        }
    }

    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    FullTextTable {
        columns = List.copyOf(columns);
        prefixes = List.copyOf(prefixes);
    }

    static FullTextTable of(String name, VirtualTableSql sql) {
        List<Integer> prefixes = new ArrayList<>();
        for (String lengths : sql.option("prefix")) {
            Matcher number = NUMBER.matcher(lengths);
            while (number.find()) {
                prefixes.add(Integer.parseInt(number.group()));
            }
        }
        return new FullTextTable(
                name,
                sql.columns().stream().map(Column::of).toList(),
                sql.option("content").isEmpty(),
                sql.option("detail").isEmpty()
                        ? FullTextWords.Kind.of(sql.option("tokenize"))
                        : Optional.empty(),
                prefixes);
    }

    /** How many columns, and one at least. */
    int columnCount() {
        return Math.max(1, columns.size());
    }
}
