package lapidary.host.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import org.junit.jupiter.api.Test;

/** Tokens and statements, as SQLite's tokenizer has them. */
final class SqlTokenizerTest {
    @Test
    void names_lose_their_quotes_and_their_case() {
        assertEquals(
                List.of("select", "a\"b", "c d", "e`f", "g'h"),
                names("SELECT \"A\"\"b\" [C d] `e``F` 'G''h'"));
        assertEquals(
                List.of(TokenKind.WORD, TokenKind.QUOTED, TokenKind.QUOTED, TokenKind.STRING),
                kinds("a \"a\" [a] 'a'"));
    }

    @Test
    void comments_are_white_space_to_their_end_or_that_of_the_text() {
        assertEquals(List.of("a", "b"), names("a/* ; ' */b"));
        assertEquals(List.of("a", "b"), names("a -- ; '\nb"));
        assertEquals(List.of("a"), names("a /* open"));
        assertEquals(List.of("a"), names("a -- open"));
        assertEquals(List.of("a", "/", "*"), names("a /*"));
        assertEquals(List.of("a"), names("a /**/"));
        assertEquals(List.of(), names("/*/ still open"));
    }

    @Test
    void odd_white_space_is_as_odd_as_sqlites() {
        assertEquals(List.of("a", "b"), names("a\f\r\n\tb"));
        assertEquals(List.of("a", "b"), names("a \u000Bb"));
        assertEquals(TokenKind.ILLEGAL, kinds("a\u000Bb").get(1));
        assertEquals(List.of("a"), names("\uFEFFa"));
        assertEquals(List.of("a\uFEFFb"), names("a\uFEFFb"));
        assertEquals(List.of("\u00A0"), names("\u00A0"));
    }

    @Test
    void numbers_take_underscores_hexadecimals_and_exponents() {
        for (String number :
                List.of("1", "1.5", ".5", "1.", "1e9", "1E-9", "0xFf", "1_000", "1e1_0")) {
            assertEquals(List.of(TokenKind.NUMBER), kinds(number), number);
        }
        for (String bad : List.of("12ab", "0x1g", "1e9x", "1_a")) {
            assertEquals(List.of(TokenKind.ILLEGAL), kinds(bad), bad);
        }
        assertEquals(List.of(TokenKind.ILLEGAL), kinds("1e"));
        assertEquals(List.of("1", "+", "2"), names("1+2"));
    }

    @Test
    void blobs_are_whole_or_illegal() {
        assertEquals(List.of(TokenKind.BLOB, TokenKind.BLOB), kinds("x'' X'0aF0'"));
        for (String bad : List.of("x'0'", "x'0g'", "x'00")) {
            assertEquals(List.of(TokenKind.ILLEGAL), kinds(bad), bad);
        }
        assertEquals(List.of("xy"), names("xy"));
    }

    @Test
    void variables_keep_their_case() {
        assertEquals(List.of("?", "?12", ":A", "@b", "$c::d(e)"), names("? ?12 :A @b $c::d(e)"));
        assertEquals(List.of(TokenKind.ILLEGAL), kinds(":"));
        assertEquals(List.of(TokenKind.ILLEGAL), kinds("$a(b"));
    }

    @Test
    void what_is_not_closed_is_illegal() {
        for (String open : List.of("'a", "\"a", "`a", "[a", "'a''")) {
            assertEquals(List.of(TokenKind.ILLEGAL), kinds(open), open);
        }
    }

    @Test
    void semicolons_in_quotes_comments_and_triggers_end_nothing() {
        assertEquals(List.of("a ';'", "b \"x;\"", "c [;]"), split("a ';'; b \"x;\"; c [;]"));
        assertEquals(List.of("a /*;*/ b", "c"), split("a /*;*/ b; c --;"));
        String trigger =
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT CASE 1 END; END";
        assertEquals(List.of(trigger, "SELECT 2"), split(trigger + "; SELECT 2"));
        assertEquals(
                List.of("EXPLAIN " + trigger, "SELECT 2"),
                split("EXPLAIN " + trigger + ";SELECT 2"));
    }

    @Test
    void pieces_without_a_statement_are_refused() {
        for (String text : List.of("", ";", "a;;b", ";a", "a; -- c", "a; /* c */", "--")) {
            var refusal = assertThrows(Refusal.class, () -> split(text), text);
            assertEquals(ResultCode.SQL, refusal.code());
        }
    }

    @Test
    void parameters_are_numbered_as_sqlite_numbers_them() {
        assertEquals(0, parameters("a ':b' --?\n"));
        assertEquals(2, parameters("?, ?"));
        assertEquals(7, parameters("?7, ?2"));
        assertEquals(8, parameters("?7, ?"));
        assertEquals(3, parameters(":a, @a, :a, $a"));
        assertTrue(parameters("?99999999999") > 1_000_000);
    }

    private static List<SqlToken> tokens(String sql) {
        return SqlTokenizer.tokenize(sql.getBytes(UTF_8));
    }

    private static List<String> names(String sql) {
        return tokens(sql).stream().map(SqlToken::name).toList();
    }

    private static List<TokenKind> kinds(String sql) {
        return tokens(sql).stream().map(SqlToken::kind).toList();
    }

    private static int parameters(String sql) {
        List<SqlToken> tokens = tokens(sql);
        return new SqlStatement(0, 0, tokens).parameterCount();
    }

    private static List<String> split(String sql) {
        byte[] bytes = sql.getBytes(UTF_8);
        return StatementSplitter.split(bytes, SqlTokenizer.tokenize(bytes)).stream()
                .map(statement ->
                        new String(
                                bytes,
                                statement.start(),
                                statement.end() - statement.start(),
                                UTF_8))
                .toList();
    }
}
