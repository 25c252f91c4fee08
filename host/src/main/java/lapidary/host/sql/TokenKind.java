package lapidary.host.sql;

/** What a {@link SqlToken} is to SQLite's tokenizer, as far as the gate has to tell them apart. */
public enum TokenKind {
    /** A bare word: a keyword, or a name. */
    WORD,
    /** A name in double quotes, back quotes or brackets. */
    QUOTED,
    /** In single quotes: a value in most places, a name in some. */
    STRING,
    /** {@code x'0a'}. */
    BLOB,
    NUMBER,
    /** {@code ?}, {@code ?5}, {@code :name}, {@code @name}, {@code $name}. */
    VARIABLE,
    OPEN,
    CLOSE,
    COMMA,
    DOT,
    SEMICOLON,
    OPERATOR,
    /** What SQLite answers {@code unrecognized token} to. */
    ILLEGAL
}
