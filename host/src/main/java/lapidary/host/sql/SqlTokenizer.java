package lapidary.host.sql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into the tokens that SQLite would see, byte by byte, as its {@code tokenize.c} does;
 * white space and comments are left out. Never fails: what SQLite would not recognise is an {@link
 * TokenKind#ILLEGAL} token. Confined to one call of {@link #tokenize}.
 *
 * <p>The odd corners matter, because the gate must see what SQLite sees: a vertical tab is white
 * space only after other white space, a byte order mark is white space where a token could begin,
 * {@code /*} at the very end is two operators, {@code $} may be inside a name, and a comment that
 * is not closed runs to the end.
 */
final class SqlTokenizer {
    private static final int END = 0;

    private final byte[] sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;

    private SqlTokenizer(byte[] sql) {
        this.sql = sql;
    }

    /** The tokens of a text, which has no NUL byte: SQLite would stop there. */
    static List<SqlToken> tokenize(byte[] sql) {
        var tokenizer = new SqlTokenizer(sql);
        while (tokenizer.at < sql.length) {
            tokenizer.step();
        }
        return tokenizer.tokens;
    }

    private void step() {
        int start = at;
        int c = peek(0);
        switch (c) {
            case ' ', '\t', '\n', '\f', '\r' -> skipSpace();
            case '-' -> dash(start);
            case '/' -> slash(start);
            case '(' -> add(TokenKind.OPEN, start, 1);
            case ')' -> add(TokenKind.CLOSE, start, 1);
            case ';' -> add(TokenKind.SEMICOLON, start, 1);
            case ',' -> add(TokenKind.COMMA, start, 1);
            case '+', '*', '%', '&', '~' -> add(TokenKind.OPERATOR, start, 1);
            case '=', '<', '>', '!', '|' -> comparison(start, c);
            case '\'', '"', '`' -> quoted(start, c);
            case '[' -> bracketed(start);
            case '.' -> dot(start);
            case '?' -> numberedVariable(start);
            case '$', '@', ':', '#' -> namedVariable(start);
            case 'x', 'X' -> blobOrWord(start);
            case 0xEF -> byteOrderMarkOrWord(start);
            default -> digitWordOrIllegal(start, c);
        }
    }

    private void skipSpace() {
        at++;
        while (isSpace(peek(0))) {
            at++;
        }
    }

    private void dash(int start) {
        if (peek(1) == '-') {
            at += 2;
            while (at < sql.length && peek(0) != '\n') {
                at++;
            }
        } else if (peek(1) == '>') {
            add(TokenKind.OPERATOR, start, peek(2) == '>' ? 3 : 2);
        } else {
            add(TokenKind.OPERATOR, start, 1);
        }
    }

    private void slash(int start) {
        if (peek(1) != '*' || peek(2) == END) {
            add(TokenKind.OPERATOR, start, 1);
            return;
        }
        at += 3;
        while (at < sql.length && !(peek(-1) == '*' && peek(0) == '/')) {
            at++;
        }
        at = Math.min(at + 1, sql.length);
    }

    private void comparison(int start, int c) {
        int second = peek(1);
        boolean two =
                switch (c) {
                    case '=' -> second == '=';
                    case '<' -> second == '=' || second == '>' || second == '<';
                    case '>' -> second == '=' || second == '>';
                    case '!' -> second == '=';
                    default -> second == '|';
                };
        TokenKind kind = c == '!' && !two ? TokenKind.ILLEGAL : TokenKind.OPERATOR;
        add(kind, start, two ? 2 : 1);
    }

    private void quoted(int start, int quote) {
        at++;
        while (at < sql.length) {
            if (peek(0) != quote) {
                at++;
            } else if (peek(1) == quote) {
                at += 2;
            } else {
                at++;
                TokenKind kind = quote == '\'' ? TokenKind.STRING : TokenKind.QUOTED;
                addNamed(kind, start, unquote(start + 1, at - 1, quote));
                return;
            }
        }
        addNamed(TokenKind.ILLEGAL, start, "");
    }

    private void bracketed(int start) {
        at++;
        while (at < sql.length && peek(0) != ']') {
            at++;
        }
        if (at == sql.length) {
            addNamed(TokenKind.ILLEGAL, start, "");
            return;
        }
        at++;
        addNamed(TokenKind.QUOTED, start, lowered(start + 1, at - 1));
    }

    private void dot(int start) {
        if (isDigit(peek(1))) {
            number(start);
        } else {
            add(TokenKind.DOT, start, 1);
        }
    }

    private void numberedVariable(int start) {
        at++;
        while (isDigit(peek(0))) {
            at++;
        }
        addNamed(TokenKind.VARIABLE, start, lowered(start, at));
    }

    /** {@code $a::b(c)} too, as Tcl has it; a sigil without a name is illegal. */
    private void namedVariable(int start) {
        at++;
        int nameBytes = 0;
        while (at < sql.length) {
            int c = peek(0);
            if (isNameByte(c)) {
                nameBytes++;
                at++;
            } else if (c == ':' && peek(1) == ':') {
                at += 2;
            } else if (c == '(' && nameBytes > 0) {
                boolean closed = variableSuffix();
                nameBytes = closed ? nameBytes : 0;
                break;
            } else {
                break;
            }
        }
        TokenKind kind = nameBytes == 0 ? TokenKind.ILLEGAL : TokenKind.VARIABLE;
        // Names of variables keep their case: SQLite compares them byte by byte.
        addNamed(kind, start, new String(sql, start, at - start, StandardCharsets.UTF_8));
    }

    private boolean variableSuffix() {
        do {
            at++;
        } while (at < sql.length && !isSpace(peek(0)) && peek(0) != ')');
        if (peek(0) != ')') {
            return false;
        }
        at++;
        return true;
    }

    private void blobOrWord(int start) {
        if (peek(1) != '\'') {
            word(start);
            return;
        }
        at += 2;
        while (isHexDigit(peek(0))) {
            at++;
        }
        boolean whole = peek(0) == '\'' && (at - start) % 2 == 0;
        while (at < sql.length && peek(0) != '\'') {
            at++;
        }
        at = Math.min(at + 1, sql.length);
        addNamed(whole ? TokenKind.BLOB : TokenKind.ILLEGAL, start, "");
    }

    private void byteOrderMarkOrWord(int start) {
        if (peek(1) == 0xBB && peek(2) == 0xBF) {
            at += 3;
        } else {
            word(start);
        }
    }

    private void digitWordOrIllegal(int start, int c) {
        if (isDigit(c)) {
            number(start);
        } else if (isNameByte(c)) {
            word(start);
        } else {
            add(TokenKind.ILLEGAL, start, 1);
        }
    }

    private void word(int start) {
        while (isNameByte(peek(0))) {
            at++;
        }
        addNamed(TokenKind.WORD, start, lowered(start, at));
    }

    /** A number that runs into a name, as in {@code 12ab}, is illegal as a whole. */
    private void number(int start) {
        if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X') && isHexDigit(peek(2))) {
            at += 3;
            while (isHexDigit(peek(0)) || peek(0) == '_') {
                at++;
            }
        } else {
            digits();
            if (peek(0) == '.') {
                at++;
                digits();
            }
            exponent();
        }
        TokenKind kind = isNameByte(peek(0)) ? TokenKind.ILLEGAL : TokenKind.NUMBER;
        while (isNameByte(peek(0))) {
            at++;
        }
        addNamed(kind, start, lowered(start, at));
    }

    private void digits() {
        while (isDigit(peek(0)) || peek(0) == '_') {
            at++;
        }
    }

    private void exponent() {
        if (peek(0) != 'e' && peek(0) != 'E') {
            return;
        }
        boolean signed = peek(1) == '+' || peek(1) == '-';
        if (isDigit(peek(signed ? 2 : 1))) {
            at += signed ? 2 : 1;
            digits();
        }
    }

    private void add(TokenKind kind, int start, int length) {
        at = start + length;
        addNamed(kind, start, new String(sql, start, length, StandardCharsets.ISO_8859_1));
    }

    private void addNamed(TokenKind kind, int start, String name) {
        tokens.add(new SqlToken(kind, start, at, name));
    }

    private String unquote(int start, int end, int quote) {
        String mark = String.valueOf((char) quote);
        return lowered(start, end).replace(mark + mark, mark);
    }

    private String lowered(int start, int end) {
        return AsciiCase.lower(new String(sql, start, end - start, StandardCharsets.UTF_8));
    }

    /** The byte so many places on, or {@link #END} outside the text. */
    private int peek(int distance) {
        int index = at + distance;
        return index < sql.length ? sql[index] & 0xff : END;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHexDigit(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isNameByte(int c) {
        return isDigit(c)
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == '$'
                || c >= 0x80;
    }
}
