package lapidary.host.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.storage.LostSync;
import lapidary.host.storage.StorageProblem;

/** The one place where a failure becomes a problem document, and a log line (RFC 9457). */
final class Problems {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final Logger LOG = System.getLogger("lapidary.http");

    private Problems() {}

    /** The document's members, in order. */
    static Map<String, Object> document(ErrorCode code, String detail, Map<String, Object> more) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", code.type());
        document.put("title", code.title());
        document.put("status", code.status());
        document.put("code", code.name());
        document.put("detail", detail);
        document.putAll(more);
        return document;
    }

    static Map<String, Object> document(HostException e) {
        return document(e.code(), String.valueOf(e.getMessage()), e.details());
    }

    /** Logs a failure as loudly as it deserves. */
    static void log(String requestId, HostException e) {
        switch (e) {
            case CallerException _ -> LOG.log(Level.DEBUG, "{0}: {1}", requestId, e.getMessage());
            case LimitException _ -> LOG.log(Level.INFO, "{0}: {1}", requestId, e.getMessage());
            case LostSync _ -> LOG.log(Level.DEBUG, "{0}: {1}", requestId, e.getMessage()); // known
            case FailureException _ -> LOG.log(Level.ERROR, requestId + ": " + e.getMessage(), e);
        }
    }

    /**
     * What nobody foresaw, but for a full disk: logged whole, told without a word of what it was.
     */
    static HostException unforeseen(Throwable e) {
        return StorageProblem.known("it could not be done", e)
                .orElseGet(() ->
                        new FailureException(
                                ErrorCode.INTERNAL,
                                "the host failed; its log tells more under this request id",
                                e));
    }
}
