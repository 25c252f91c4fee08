package lapidary.host.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call that could not be run, or a request that was refused. The subclass says who can act on it,
 * the code what happened, and the message what to do. {@link #details} are further members of the
 * problem document, with the values needed to act: JSON scalars and lists of them.
 */
public abstract sealed class HostException extends RuntimeException
        permits CallerException, LimitException, FailureException {
    private final ErrorCode code;
    private final transient Map<String, Object> details = new LinkedHashMap<>();

    HostException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    HostException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public final ErrorCode code() {
        return code;
    }

    /** Further members of the problem document, in order. */
    public final Map<String, Object> details() {
        return Collections.unmodifiableMap(details);
    }

    /** Adds a member to the problem document. */
    public final HostException with(String name, Object value) {
        details.put(name, value);
        return this;
    }
}
