package lapidary.host.sql;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lapidary.abi.ResultCode;
import lapidary.abi.Utf8;
import lapidary.host.error.Refusal;

/** Says where a syntax error is, which the driver does not: when the token is there only once. */
public final class SyntaxErrors {
    private static final Pattern NEAR =
            Pattern.compile(
                    "^(near \"(.*)\": syntax error|unrecognized token: \"(.*)\")(?=: SQLITE)");

    private SyntaxErrors() {}

    /** SQLite's text with the byte offset in the guest's text, where that is certain. */
    public static String located(String message, ApprovedStatement statement) {
        Matcher near = NEAR.matcher(message);
        if (!near.find()) {
            return message;
        }
        String quoted = near.group(2) != null ? near.group(2) : near.group(3);
        byte[] sql = Utf8.encode(statement.text());
        List<SqlToken> places =
                SqlTokenizer.tokenize(sql).stream()
                        .filter(token -> raw(sql, token).equals(quoted))
                        .toList();
        if (places.size() != 1) {
            return message;
        }
        int offset = statement.offset() + places.getFirst().start();
        return near.group(1) + " at offset " + offset + message.substring(near.end());
    }

    /** What SQLite would say of a statement that begins with that token. */
    static Refusal near(SqlToken token) {
        return new Refusal(
                ResultCode.SQL,
                "near \""
                        + token.name()
                        + "\": syntax error at offset "
                        + token.start()
                        + ": SQLITE_ERROR");
    }

    private static String raw(byte[] sql, SqlToken token) {
        return new String(sql, token.start(), token.end() - token.start(), StandardCharsets.UTF_8);
    }
}
