package lapidary.host.token;

import java.util.OptionalLong;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * A token that is to be made.
 *
 * @param expiresMillis since 1970
 */
public record NewToken(String name, Grant grant, OptionalLong expiresMillis) {
    private static final int NAME_LENGTH_MAX = 100;

    public NewToken {
        if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "a token's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
        if (!name.codePoints().allMatch(NewToken::isPrintable)) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "a token's name has no control characters");
        }
    }

    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    }
}
