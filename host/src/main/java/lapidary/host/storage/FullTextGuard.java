package lapidary.host.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lapidary.abi.Limits;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what full-text tables do in one step, where nothing can be charged or stopped: a row is
 * taken apart into words, a phrase is looked for at each place where one of its words is, the rows
 * of all words with one beginning are gathered and merged, a text is marked. Confined to whoever
 * has the turn.
 *
 * <p>See docs/fuel.md, "The slowest step".
 */
final class FullTextGuard {
    /** Settings of an index that say how much is done at once. */
    private static final Set<String> SIZES = Set.of("hashsize", "pgsz");

    /** Where FTS5 keeps which pages each segment of the index has. */
    private static final int STRUCTURE = 10;

    private static final Pattern RANK = Pattern.compile("(?is)\\s*bm25\\s*\\(.*");

    /** Commands that begin by emptying the index. */
    private static final Set<String> EMPTYING = Set.of("delete-all", "rebuild");

    private final FacetSession session;
    private final OneStep oneStep;

    FullTextGuard(FacetSession session, OneStep oneStep) {
        this.session = session;
        this.oneStep = oneStep;
    }

    /**
     * How long a value may be while the statement runs, which is about to.
     *
     * @throws Refusal if it may do too much in one step
     */
    int valueBytesMax(FullTextUse use, @Nullable Object[] values) {
        for (FullTextUse.Query query : use.queries()) {
            if (query.ranks()) {
                checkRank(query.text(), values);
            } else {
                check(query, values);
            }
        }
        int most = Limits.SQL_VALUE_BYTES_MAX;
        for (FullTextUse.Change change : use.changes()) {
            most = Math.min(most, changeBytesMax(change, values));
        }
        return use.marks() ? Math.min(most, markedBytesMax(use)) : most;
    }

    private void check(FullTextUse.Query query, @Nullable Object[] values) {
        String text =
                text(query.text(), values)
                        .orElseThrow(() ->
                                new Refusal(
                                        ResultCode.LIMIT,
                                        "what a full-text table is searched for is written in the"
                                                + " statement or given as a parameter, whole"));
        if (text.getBytes(UTF_8).length > Limits.SQL_MATCH_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query is over " + Limits.SQL_MATCH_BYTES_MAX + " bytes");
        }
        if (text.contains("NEAR") && text.split("\\W+", -1).length > Limits.SQL_NEAR_WORDS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query with NEAR has more than "
                            + Limits.SQL_NEAR_WORDS_MAX
                            + " words");
        }
        if (text.contains("*")) {
            checkPrefix(query.table(), text);
        }
    }

    private void checkPrefix(FullTextTable table, String text) {
        if (!table.hasPrefixesOf(text) && pages(table) > Limits.SQL_PREFIX_PAGES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query with * would gather from an index of more than "
                            + Limits.SQL_PREFIX_PAGES_MAX
                            + " pages: make the table with prefix='…', the lengths of what comes"
                            + " before the *, and no tokenizer");
        }
    }

    /** Of its index; very many if that cannot be read. */
    private long pages(FullTextTable table) {
        String data = '"' + table.name().replace("\"", "\"\"") + "_data\"";
        String select = "SELECT block FROM " + data + " WHERE id = " + STRUCTURE;
        try (var structure = new PreparedSql(session.connection, select)) {
            return structure.start() ? FullTextStructure.pages(structure.bytes(0)) : 0;
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    private int changeBytesMax(FullTextUse.Change change, @Nullable Object[] values) {
        FullTextTable table = change.table();
        if (!(change.command() instanceof ProgramValues.Nothing)) {
            checkCommand(change, values);
        }
        if (table.prefixes().size() > Limits.SQL_FULL_TEXT_PREFIXES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text table keeps indexes of more than "
                            + Limits.SQL_FULL_TEXT_PREFIXES_MAX
                            + " lengths of prefixes");
        }
        if (table.holdsText()) {
            return Limits.SQL_FULL_TEXT_ROW_BYTES_MAX;
        }
        if (change.columns() > Limits.SQL_FULL_TEXT_COLUMNS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text table with a content option has more than "
                            + Limits.SQL_FULL_TEXT_COLUMNS_MAX
                            + " columns");
        }
        return Limits.SQL_FULL_TEXT_ROW_BYTES_MAX / change.columns();
    }

    private void checkCommand(FullTextUse.Change change, @Nullable Object[] values) {
        String text =
                text(change.command(), values)
                        .orElseThrow(() ->
                                new Refusal(
                                        ResultCode.DENIED,
                                        "a full-text table's command is written in the statement"
                                                + " or given as a parameter, one in a statement"));
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (SIZES.contains(word)) {
            throw new Refusal(
                    ResultCode.DENIED, "a full-text table's " + text + " is not for guests to set");
        }
        if (word.equals("rank")) {
            checkRank(change.argument(), values);
        } else if (EMPTYING.contains(word)) {
            oneStep.payEmptying(word, change.table().name(), session.event().meter);
        }
    }

    /** Other functions are quadratic in a row's text. */
    private static void checkRank(ProgramValues.Value rank, @Nullable Object[] values) {
        if (!text(rank, values).map(text -> RANK.matcher(text).matches()).orElse(false)) {
            throw new Refusal(
                    ResultCode.DENIED,
                    "rows of a full-text table are ranked by bm25, written in the statement or"
                            + " given as a parameter");
        }
    }

    private int markedBytesMax(FullTextUse use) {
        int columns = 1;
        for (FullTextTable table : use.opened()) {
            if (!table.holdsText()) {
                throw new Refusal(
                        ResultCode.LIMIT,
                        "highlight and snippet are for full-text tables that hold their text, and"
                                + " so have no content option");
            }
            columns = Math.max(columns, table.columns());
        }
        return Limits.SQL_MARKED_BYTES_MAX / columns;
    }

    /** As FTS5 reads it; empty where nobody knows. */
    private static Optional<String> text(ProgramValues.Value value, @Nullable Object[] values) {
        return switch (value) {
            case ProgramValues.Text literal -> Optional.of(literal.text());
            case ProgramValues.Nothing _ -> Optional.of("");
            case ProgramValues.Unknown _ -> Optional.empty();
            case ProgramValues.Parameter parameter ->
                    Optional.of(text(values[parameter.number() - 1]));
        };
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case byte[] bytes -> new String(bytes, ISO_8859_1);
            default -> value.toString();
        };
    }
}
