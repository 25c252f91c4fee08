package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import java.util.Locale;
import lapidary.host.error.Refusal;

/** What a header field may be made of: RFC 9110, sections 5.1 and 5.5. */
final class HeaderRules {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private HeaderRules() {}

    /** The field with its name in lower case, or {@code INVALID}. */
    static Header checked(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(HeaderRules::isTokenCharacter)) {
            throw new Refusal(INVALID, "a header's name is a token of RFC 9110");
        }
        if (!value.chars().allMatch(HeaderRules::isValueCharacter)) {
            throw new Refusal(
                    INVALID,
                    "the value of header " + name + " has a character that is not allowed");
        }
        return new Header(name.toLowerCase(Locale.ROOT), value.strip());
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }

    // What goes over the wire is ISO 8859-1, so that a value can do no more than name a byte.
    private static boolean isValueCharacter(int c) {
        return c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff);
    }
}
