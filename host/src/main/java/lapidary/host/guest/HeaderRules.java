package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import java.util.Locale;
import java.util.function.IntPredicate;
import lapidary.host.error.Refusal;

/** What a header field may be made of: RFC 9110, sections 5.1 and 5.5. */
final class HeaderRules {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private HeaderRules() {}

    /** A reply's field with its name in lower case, or {@code INVALID}. */
    static Header checked(String name, String value) {
        return checked(name, value, c -> c < 0x7f);
    }

    /**
     * As {@link #checked}, of a request: what came from a client may go on to others, and had a
     * character for each byte.
     */
    static Header checkedOfRequest(String name, String value) {
        return checked(name, value, c -> c != 0x7f && c <= 0xff);
    }

    // Beyond ASCII nobody agrees what a byte means: RFC 8187 says how to write other text.
    private static Header checked(String name, String value, IntPredicate isAllowed) {
        if (!isToken(name)) {
            throw new Refusal(INVALID, "a header's name is a token of RFC 9110");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || !isAllowed.test(c))) {
                throw new Refusal(
                        INVALID,
                        "the value of header " + name + " has a character that is not allowed");
            }
        }
        return new Header(name.toLowerCase(Locale.ROOT), value.strip());
    }

    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isTokenCharacter(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
