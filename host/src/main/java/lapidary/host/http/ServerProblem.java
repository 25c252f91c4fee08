package lapidary.host.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.util.Map;
import lapidary.host.error.ErrorCode;
import lapidary.host.json.Json;
import org.jspecify.annotations.Nullable;

/** What the HTTP server refuses by itself, before any route is asked, as a problem document. */
final class ServerProblem implements DirectHandler {
    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        var code = code(status);
        String detail =
                message == null || message.isEmpty() || code == ErrorCode.INTERNAL
                        ? code.title()
                        : message;
        var response =
                TransportResponse.builder()
                        .status(Status.create(code.status()))
                        .headers(headers)
                        .header(HeaderNames.CONTENT_TYPE, Problems.MEDIA_TYPE)
                        .entity(Json.bytes(Problems.document(code, detail, Map.of())));
        return response.keepAlive(false).build();
    }

    static ErrorCode code(Status status) {
        return switch (status.code()) {
            case 408 -> ErrorCode.REQUEST_TIMEOUT;
            case 413 -> ErrorCode.BODY_TOO_LARGE;
            case 414 -> ErrorCode.URL_TOO_LONG;
            case 431 -> ErrorCode.HEADERS_TOO_LARGE;
            case 500 -> ErrorCode.INTERNAL;
            case 501 -> ErrorCode.NOT_IMPLEMENTED;
            case 503 -> ErrorCode.OVERLOADED;
            case 505 -> ErrorCode.HTTP_VERSION_UNSUPPORTED;
            default -> ErrorCode.REQUEST_INVALID;
        };
    }
}
