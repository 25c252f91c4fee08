package lapidary.host.module;

import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/** What modules and namespaces may be called: 1 to 63 of a-z 0-9 -, the first not a hyphen. */
public final class PlainName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private PlainName() {}

    /** Whether the text may be such a name. */
    public static boolean matches(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * The name, checked.
     *
     * @param what has it, with an article
     */
    public static String checked(String what, String name) {
        if (!matches(name)) {
            throw new CallerException(
                    ErrorCode.NAME_INVALID,
                    what + "'s name is 1 to 63 of a-z 0-9 -, the first not a hyphen");
        }
        return name;
    }
}
