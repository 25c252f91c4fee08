package lapidary.host.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/** What ends a connection before a route is asked: the HTTP server answers it, and closes. */
final class BadRequest {
    private BadRequest() {}

    static RequestException malformed(String message) {
        return of(400, message);
    }

    static RequestException tooSlow(String message) {
        return of(408, message);
    }

    static RequestException of(int status, String message) {
        return RequestException.builder()
                .type(EventType.BAD_REQUEST)
                .status(Status.create(status))
                .message(message)
                .safeMessage(true)
                .setKeepAlive(false)
                .build();
    }
}
