package lapidary.host.http;

import java.util.Locale;
import java.util.Set;

/** Fields that belong to a connection, not to a message: RFC 9110, section 7.6.1. */
final class HopByHop {
    private static final Set<String> FIELDS =
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

    private HopByHop() {}

    static boolean has(String name) {
        return FIELDS.contains(name.toLowerCase(Locale.ROOT));
    }
}
