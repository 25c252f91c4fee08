package lapidary.host.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
        String text = searched(query, values);
        Optional<FullTextWords.Kind> kind = query.table().words();
        int bytesMax =
                kind.isPresent() ? Limits.SQL_MATCH_BYTES_MAX : Limits.SQL_TRIGRAM_MATCH_BYTES_MAX;
        if (text.getBytes(UTF_8).length > bytesMax) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query is over "
                            + bytesMax
                            + " bytes, the most with the table's tokenizer");
        }
        if (text.contains("NEAR") && text.split("\\W+", -1).length > Limits.SQL_NEAR_WORDS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query with NEAR has more than "
                            + Limits.SQL_NEAR_WORDS_MAX
                            + " words");
        }
        FullTextQuery shape =
                FullTextQuery.shape(text, new FullTextWords(kind.orElse(FullTextWords.Kind.PLAIN)));
        checkPhrases(shape);
        if (text.contains("*")) {
            checkPrefix(query.table(), shape);
        }
    }

    private static String searched(FullTextUse.Query query, @Nullable Object[] values) {
        return text(query.text(), values)
                .orElseThrow(() ->
                        new Refusal(
                                ResultCode.LIMIT,
                                "what a full-text table is searched for is made of literals and"
                                        + " parameters, by || and functions of text"));
    }

    private static void checkPhrases(FullTextQuery query) {
        int words = query.wordsOfPhrase();
        if (words > Limits.SQL_PHRASE_WORDS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a phrase of a full-text query has "
                            + words
                            + " words; the limit is "
                            + Limits.SQL_PHRASE_WORDS_MAX);
        }
        int alike = query.phrasesAlike();
        if (query.phrases().size() * alike > Limits.SQL_MATCH_PHRASES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query has "
                            + query.phrases().size()
                            + " words and phrases, of which "
                            + alike
                            + " may begin at the same word (fewer if it is long): the product is "
                            + Limits.SQL_MATCH_PHRASES_MAX
                            + " at most");
        }
    }

    private void checkPrefix(FullTextTable table, FullTextQuery query) {
        boolean indexed = table.words().isPresent() && query.hasOnlyPrefixesOf(table.prefixes());
        if (!indexed && pages(table) > Limits.SQL_PREFIX_PAGES_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text query with * would gather from an index of more than "
                            + Limits.SQL_PREFIX_PAGES_MAX
                            + " pages: make the table with prefix='…', the lengths of what comes"
                            + " before the *, and no other tokenizer than unicode61, ascii, porter");
        }
    }

    /** What a statement that is about to run marks; empty if that can only be left to FTS5. */
    Optional<MarkedQuery> marked(FullTextTable table, FullTextUse use, @Nullable Object[] values) {
        List<FullTextUse.Query> queries =
                use.queries().stream().filter(query -> !query.ranks()).toList();
        var words = new FullTextWords(table.words().orElseThrow());
        if (queries.isEmpty()) {
            return Optional.of(marked(table, words, FullTextQuery.NOTHING, -1));
        }
        FullTextUse.Query query = queries.getFirst();
        if (queries.size() > 1 || query.kind() != 'M') {
            return Optional.empty();
        }
        int column = query.column() < table.columns().size() ? query.column() : -1;
        return FullTextQuery.of(searched(query, values), words)
                .filter(FullTextMarks::canMark)
                .map(read -> marked(table, words, read, column));
    }

    private static MarkedQuery marked(
            FullTextTable table, FullTextWords words, FullTextQuery query, int column) {
        return new MarkedQuery(table, new FullTextMarks(words, query), column);
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
        int most = rowBytesMax(table);
        if (table.holdsText()) {
            return most;
        }
        if (change.columns() > Limits.SQL_FULL_TEXT_COLUMNS_MAX) {
            throw new Refusal(
                    ResultCode.LIMIT,
                    "a full-text table with a content option has more than "
                            + Limits.SQL_FULL_TEXT_COLUMNS_MAX
                            + " columns");
        }
        return most / change.columns();
    }

    /** Each length of prefixes is an index more that a row's words are put into. */
    private static int rowBytesMax(FullTextTable table) {
        int shared = Limits.SQL_FULL_TEXT_ROW_BYTES_MAX / (1 + table.prefixes().size());
        return table.words().isPresent()
                ? Math.max(shared, Limits.SQL_TRIGRAM_ROW_BYTES_MAX)
                : Limits.SQL_TRIGRAM_ROW_BYTES_MAX;
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
                        "with a content option, highlight and snippet are for one full-text table"
                                + " in a statement, literal columns, a tokenizer that is unicode61,"
                                + " ascii or porter, and words and phrases by AND alone or OR alone");
            }
            columns = Math.max(columns, table.columnCount());
        }
        return Limits.SQL_MARKED_BY_FTS5_BYTES_MAX / columns;
    }

    /** As FTS5 reads it; empty where nobody knows. */
    private static Optional<String> text(ProgramValues.Value value, @Nullable Object[] values) {
        return switch (value) {
            case ProgramValues.Text literal -> Optional.of(literal.text());
            case ProgramValues.Nothing _ -> Optional.of("");
            case ProgramValues.Unknown _ -> Optional.empty();
            case ProgramValues.Parameter parameter ->
                    Optional.of(text(values[parameter.number() - 1]));
            case ProgramValues.Joined joined ->
                    text(joined.first(), values)
                            .flatMap(first ->
                                    text(joined.second(), values)
                                            .map(second -> first.concat(second)));
            case ProgramValues.Called called -> called(called, values);
        };
    }

    /** NULL, which finds nothing, is as good as an empty text. */
    private static Optional<String> called(ProgramValues.Called called, @Nullable Object[] values) {
        List<String> arguments = new ArrayList<>();
        for (ProgramValues.Value argument : called.arguments()) {
            Optional<String> text = text(argument, values);
            if (text.isEmpty() || text.get().length() > Limits.SQL_MATCH_BYTES_MAX) {
                return Optional.empty();
            }
            arguments.add(text.get());
        }
        try {
            return Optional.of(
                    text(Calculator.SHARED.call(called.function(), arguments.toArray())));
        } catch (SqliteFailure e) {
            return Optional.empty();
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case byte[] bytes -> new String(bytes, ISO_8859_1);
            default -> value.toString();
        };
    }
}
