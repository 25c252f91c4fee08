package lapidary.host.token;

import java.util.Arrays;
import java.util.Locale;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/** What kind of thing a token is for. */
public enum Role {
    /** May do all. */
    ADMIN,
    /** Uploads and configures: {@code /v1} but for tokens. */
    DEPLOY,
    /** Calls objects: {@code /o}. */
    INVOKE;

    /** The role as documents and the command line write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that text, or the problem that there is none. */
    public static Role of(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new CallerException(
                                ErrorCode.REQUEST_INVALID,
                                "a role is one of admin, deploy, invoke"));
    }
}
