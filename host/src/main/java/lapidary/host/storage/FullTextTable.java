package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lapidary.host.sql.VirtualTableSql;

/**
 * A full-text table, as its CREATE says. Immutable.
 *
 * @param columns how many it has at most
 * @param holdsText whether the text is in the table itself, and always as it was searched
 * @param isPlain whether its words are simply what stands between spaces
 * @param prefixes lengths of the words' beginnings that it keeps indexes of
 */
record FullTextTable(
        String name, int columns, boolean holdsText, boolean isPlain, List<Integer> prefixes) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    /** What is before an asterisk: letters and digits, alone. */
    private static final Pattern BEGINNING =
            Pattern.compile("(?s)(?:.*[^\\w\\x80-\\x{10ffff}])?([A-Za-z0-9]+)\"?\\s*");

    FullTextTable {
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
                Math.max(1, sql.columns()),
                sql.option("content").isEmpty(),
                sql.option("tokenize").isEmpty(),
                prefixes);
    }

    /** Whether each beginning of a word that a query has is one that there is an index of. */
    boolean hasPrefixesOf(String query) {
        int end = query.indexOf('*');
        while (end >= 0) {
            Matcher matcher = BEGINNING.matcher(query.substring(0, end));
            if (!isPlain || !matcher.matches() || !prefixes.contains(matcher.group(1).length())) {
                return false;
            }
            end = query.indexOf('*', end + 1);
        }
        return true;
    }
}
