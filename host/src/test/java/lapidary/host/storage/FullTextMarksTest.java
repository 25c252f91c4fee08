package lapidary.host.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/** The host's {@code highlight} and {@code snippet}, against FTS5's own. */
final class FullTextMarksTest {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 400);
    private static final long SEED = Long.getLong("seed", 20_261_126L);

    private static final List<String> WORDS =
            List.of(
                    "run",
                    "running",
                    "runs",
                    "Runner",
                    "national",
                    "nationally",
                    "relate",
                    "relational",
                    "hopping",
                    "hoping",
                    "agreed",
                    "flies",
                    "caresses",
                    "happy",
                    "sky",
                    "café",
                    "CAFE",
                    "naïve",
                    "Ünder",
                    "straße",
                    "Ὀδυσσεύς",
                    "οδυσσευς",
                    "привет",
                    "ПРИВЕТ",
                    "東京",
                    "x1",
                    "42",
                    "a",
                    "b",
                    "B",
                    "controlling",
                    "adjustable",
                    "rationalization",
                    "e\u0301tude",
                    "étude",
                    "ﬁn",
                    "I",
                    "İ",
                    "generalizations");

    private static final List<String> BETWEEN =
            List.of(" ", " ", " ", ". ", ": ", ", ", "\n", "-", "_", "'", " … ", "€", "", ".\t");

    private static final List<String> NEWER = List.of("37f", "528", "52a", "52c", "52e");

    @TempDir Path directory;
    private TestFacet facet;
    private SQLiteConnection raw;

    @BeforeEach
    void open() throws SQLException {
        facet = new TestFacet(directory.resolve("1.db"));
        facet.begin();
        int flags = SQLiteOpenMode.READWRITE.flag | SQLiteOpenMode.CREATE.flag;
        raw = Sqlite.open(":memory:", flags);
    }

    @AfterEach
    void close() throws SQLException {
        facet.close();
        raw.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", tokenize = porter",
                ", tokenize = 'unicode61 remove_diacritics 0'",
                ", tokenize = \"unicode61 remove_diacritics 2\"",
                ", tokenize = ascii",
                ", tokenize = 'porter ascii'",
                ", prefix = '1 2'",
                ", columnsize = 0",
            })
    void marks_are_where_fts5_has_them(String options) throws SQLException {
        String create = "CREATE VIRTUAL TABLE f USING fts5(a, \"b\", c UNINDEXED" + options + ")";
        facet.rows(create);
        both(create);
        var random = new Random(SEED);
        int marked = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String insert = "INSERT INTO f (rowid, a, b, c) VALUES (1, ?, ?, ?)";
            Object[] row = {
                text(random), random.nextInt(9) == 0 ? null : text(random), text(random)
            };
            facet.rows(insert, row);
            both(insert, row);
            String call = call(random);
            String query = query(random);
            String select = "SELECT " + call + " FROM f WHERE f MATCH ?";
            List<String> expected = both(select, query);
            List<String> found =
                    facet.rows(select, query).stream()
                            .map(values -> String.valueOf(values.getFirst()))
                            .toList();
            assertEquals(expected, found, () -> select + " " + query + " " + List.of(row[0]));
            marked += expected.isEmpty() ? 0 : 1;
            facet.rows("DELETE FROM f");
            both("DELETE FROM f");
        }
        assertTrue(marked > ROUNDS / 4, "only " + marked + " rows were found");
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int count = random.nextInt(4) == 0 ? random.nextInt(200) : random.nextInt(30);
        for (int i = 0; i < count; i++) {
            text.append(pick(random, WORDS)).append(pick(random, BETWEEN));
        }
        return text.toString();
    }

    private static String call(Random random) {
        String signs = random.nextBoolean() ? "'<', '>'" : "'[[', ''";
        int count = 1 + random.nextInt(random.nextBoolean() ? 10 : 64);
        return switch (random.nextInt(4)) {
            case 0 -> "highlight(f, 0, " + signs + ")";
            case 1 -> "highlight(f, " + random.nextInt(3) + ", " + signs + ")";
            case 2 -> "snippet(f, -1, " + signs + ", '...', " + count + ")";
            default -> "snippet(f, " + random.nextInt(2) + ", " + signs + ", '…', " + count + ")";
        };
    }

    private static String query(Random random) {
        String link = random.nextBoolean() ? " OR " : random.nextBoolean() ? " AND " : " ";
        List<String> phrases = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            phrases.add(phrase(random));
        }
        return String.join(link, phrases);
    }

    private static String phrase(Random random) {
        String first = pick(random, WORDS);
        return switch (random.nextInt(5)) {
            case 0 -> '"' + first + ' ' + pick(random, WORDS) + '"';
            case 1 -> '"' + first + "\" + \"" + pick(random, WORDS) + '"';
            case 2 -> '"' + first.substring(0, Math.min(2, first.length())) + "\"*";
            default -> '"' + first + '"';
        };
    }

    private static String pick(Random random, List<String> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** By SQLite alone. */
    private List<String> both(String sql, Object... values) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var statement = new PreparedSql(raw, sql)) {
            boolean row = statement.start(values);
            while (row) {
                rows.add(statement.type(0) == HostFunction.NULL ? "null" : statement.text(0));
                row = statement.step();
            }
        }
        return rows;
    }

    /** SQLite knows Unicode 6.1: what was made a mark or a letter since is folded otherwise. */
    @Test
    void letters_are_folded_as_fts5_folds_them() throws SQLException {
        both("CREATE VIRTUAL TABLE f USING fts5(a)");
        both("CREATE VIRTUAL TABLE v USING fts5vocab(f, instance)");
        var words = new FullTextWords(FullTextWords.Kind.PLAIN);
        List<String> different = new ArrayList<>();
        for (int c = 0x80; c < 0x3100; c++) {
            both("DELETE FROM f");
            String text = "x" + Character.toString(c) + "y";
            both("INSERT INTO f (rowid, a) VALUES (1, ?)", text);
            List<String> expected = both("SELECT term FROM v ORDER BY offset");
            List<String> found = new ArrayList<>();
            words.visit(
                    text.getBytes(UTF_8),
                    (_, _, term, length) -> found.add(new String(term, 0, length, UTF_8)));
            if (!expected.equals(found)) {
                different.add(Integer.toHexString(c));
            }
        }
        List<String> european = different.stream().filter(hex -> hex.length() < 4).toList();
        assertEquals(NEWER, european.stream().filter(hex -> hex.compareTo("580") < 0).toList());
        assertTrue(different.size() < 550, different::toString);
    }
}
