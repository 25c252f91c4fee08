package lapidary.host.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Set;

/**
 * With whom guests' pages share their origin, the one thing by which browsers keep pages apart.
 * Decision 0014 has the reasons.
 */
enum GuestOrigin {
    /**
     * With the console and {@code /v1}: every reply is put into a sandbox, an origin of its own.
     */
    CONSOLES,
    /** With nobody but other guests: no sandbox. */
    OWN;

    static final String SANDBOX = "sandbox allow-scripts allow-forms allow-popups";
    private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");

    /** What a browser would keep for the whole origin, whoever of it said so. */
    private static final Set<String> DROPPED =
            Set.of(
                    "service-worker-allowed",
                    "clear-site-data",
                    "strict-transport-security",
                    "alt-svc",
                    "nel",
                    "report-to");

    /** Puts a page into the sandbox, once, whatever policy of its own it has. */
    void sandbox(ServerResponse response) {
        var headers = response.headers();
        boolean isIn =
                headers.contains(POLICY) && headers.get(POLICY).allValues().contains(SANDBOX);
        if (this == CONSOLES && !isIn) {
            headers.add(HeaderValues.create(POLICY, SANDBOX));
        }
    }

    /** Whether a guest's header field stays behind. */
    static boolean drops(String name) {
        return DROPPED.contains(name);
    }

    /** A guest's header field, as it may leave. */
    String value(String name, String value, Exchange exchange) {
        return this == CONSOLES && name.equals("set-cookie")
                ? cookieWithin(exchange.path().rawUpTo(DataPlane.AFTER_OBJECT), value)
                : value;
    }

    /**
     * A cookie that goes back to this object only: a domain, and a path outside the object's, are
     * taken off, and browsers then take the directory of the request for its path.
     *
     * @param own where the object is, such as {@code /o/shop/cart-17/}
     */
    static String cookieWithin(String own, String cookie) {
        var parts = List.of(cookie.split(";", -1));
        var kept = new StringBuilder(parts.getFirst());
        for (String attribute : parts.subList(1, parts.size())) {
            if (staysWithin(own, attribute)) {
                kept.append(';').append(attribute);
            }
        }
        return kept.toString();
    }

    private static boolean staysWithin(String own, String attribute) {
        int equals = attribute.indexOf('=');
        String name = (equals < 0 ? attribute : attribute.substring(0, equals)).strip();
        if (name.equalsIgnoreCase("path")) {
            return equals >= 0 && attribute.substring(equals + 1).strip().startsWith(own);
        }
        return !name.equalsIgnoreCase("domain");
    }
}
