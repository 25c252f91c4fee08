package lapidary.host.http;

import io.helidon.http.RequestException;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Why a request's body could not be read, as the client is told. */
final class BodyFailure {
    private BodyFailure() {}

    /**
     * @param failure of a read: the HTTP server has exceptions of its own, which may be wrapped
     */
    static CallerException of(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestException refused) {
                return refused(refused);
            }
        }
        return incomplete(failure);
    }

    static CallerException incomplete() {
        return incomplete(null);
    }

    private static CallerException incomplete(@Nullable Exception cause) {
        String message = "the body ended before its announced length";
        return cause == null
                ? new CallerException(ErrorCode.BODY_INCOMPLETE, message)
                : new CallerException(ErrorCode.BODY_INCOMPLETE, message, cause);
    }

    private static CallerException refused(RequestException refused) {
        return new CallerException(
                ServerProblem.code(refused.status()),
                String.valueOf(refused.getMessage()),
                refused);
    }
}
