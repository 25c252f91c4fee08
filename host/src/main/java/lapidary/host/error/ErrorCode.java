package lapidary.host.error;

import java.util.Locale;

/**
 * What happened, as clients see it in a problem document. A published code never changes its name;
 * the status is that of RFC 9110.
 */
public enum ErrorCode {
    REQUEST_INVALID(400, "The request is not valid"),
    NAME_INVALID(400, "A name is not valid"),
    BODY_INCOMPLETE(400, "The request body ended early"),
    SQL_INVALID(400, "The SQL statement was refused"),
    UNAUTHORIZED(401, "A token is needed"),
    FORBIDDEN(403, "The token may not do this"),
    ORIGIN_DENIED(403, "This origin may not call the control plane"),
    CAPABILITY_DENIED(403, "A capability was not granted"),
    ROUTE_NOT_FOUND(404, "There is nothing at this address"),
    MODULE_NOT_FOUND(404, "There is no such module"),
    NAMESPACE_NOT_FOUND(404, "There is no such namespace"),
    OBJECT_NOT_FOUND(404, "There is no such object"),
    FACET_NOT_FOUND(404, "There is no such facet"),
    TOKEN_NOT_FOUND(404, "There is no such token"),
    RESTORE_TIME_UNAVAILABLE(404, "The archive has nothing of that time"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    REQUEST_TIMEOUT(408, "The request came too slowly"),
    MODULE_IN_USE(409, "The module is in use"),
    NAMESPACE_NOT_EMPTY(409, "The namespace has objects"),
    TOKEN_LAST_ADMIN(409, "This is the last admin token"),
    FACET_ABORTED(409, "The facet was aborted"),
    ARCHIVE_DISABLED(409, "There is no archive"),
    BODY_TOO_LARGE(413, "The request body is too large"),
    MODULE_TOO_LARGE(413, "The module is too large"),
    URL_TOO_LONG(414, "The URL is too long"),
    MODULE_INVALID(422, "The module is not valid WebAssembly"),
    MODULE_IMPORT_UNKNOWN(422, "The module imports what nobody offers"),
    MODULE_EXPORT_MISSING(422, "The module does not export what a facet needs"),
    MODULE_FEATURE_UNSUPPORTED(422, "The module uses an unsupported feature"),
    MODULE_LIMIT_EXCEEDED(422, "The module is beyond a limit"),
    DATABASE_INVALID(422, "The file cannot be a facet's database"),
    WEBSOCKET_VERSION_UNSUPPORTED(426, "This version of WebSocket is not supported"),
    HEADERS_TOO_LARGE(431, "The request headers are too large"),
    RATE_LIMITED(429, "Too many requests"),
    FACETS_LIMIT_EXCEEDED(429, "The object has too many facets"),
    GUEST_TRAPPED(500, "The guest trapped"),
    GUEST_FAILED(500, "The guest failed"),
    INTERNAL(500, "The host failed"),
    NOT_IMPLEMENTED(501, "Not offered yet"),
    FUEL_EXHAUSTED(503, "The event ran out of fuel"),
    FACET_BUSY(503, "The facet is busy"),
    HTTP_VERSION_UNSUPPORTED(505, "This version of HTTP is not supported"),
    OVERLOADED(503, "The host is overloaded"),
    STORAGE_FULL(507, "The storage is full");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with the code. */
    public int status() {
        return status;
    }

    /** The kind of problem, in words that do not depend on the request. */
    public String title() {
        return title;
    }

    /** The problem's type, a path: {@code /problems/module-invalid}. */
    public String type() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
