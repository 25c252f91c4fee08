package lapidary.host.sql;

import static lapidary.host.sql.TokenKind.QUOTED;
import static lapidary.host.sql.TokenKind.STRING;
import static lapidary.host.sql.TokenKind.WORD;

/**
 * One token. {@code start} and {@code end} are byte offsets in the text; {@code name} is what it
 * says: without its quotes, and with ASCII letters in lower case, since SQLite compares names so.
 */
public record SqlToken(TokenKind kind, int start, int end, String name) {
    /** Whether this is the bare word, which the caller gives in lower case. */
    boolean isWord(String word) {
        return kind == WORD && name.equals(word);
    }

    /** Whether the grammar could take this for a name: a word or anything quoted. */
    boolean canBeName() {
        return kind == WORD || kind == QUOTED || kind == STRING;
    }

    /** Whether this names something wherever it stands: not a string, which may be a value. */
    boolean isIdentifier() {
        return kind == QUOTED || (kind == WORD && !SqlKeywords.isReserved(name));
    }
}
