package lapidary.host.outbound;

import java.util.Set;

/** Which header fields are the host's own on either side of a guest. Stateless. */
final class RequestFields {
    /** Of one connection, not of a message (RFC 9110, section 7.6.1). */
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    /** What the URL and the body say. */
    private static final Set<String> OF_REQUEST = Set.of("host", "content-length", "expect");

    private RequestFields() {}

    /** Whether a field of a request goes on as the guest has it; names are in lower case. */
    static boolean isGuests(String name) {
        return !HOP_BY_HOP.contains(name) && !OF_REQUEST.contains(name);
    }

    /** Whether a field of a reply is shown to the guest. */
    static boolean isShown(String name) {
        return !HOP_BY_HOP.contains(name);
    }
}
