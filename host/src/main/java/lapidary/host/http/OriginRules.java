package lapidary.host.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Set;
import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.token.Tokens;

/**
 * Who may call the control plane from a browser: pages of its own origin, and no page of a stranger
 * that a victim's browser shows. While there are no tokens, a name that was made to point here (DNS
 * rebinding) is refused as well; with tokens such a page has none to show. Immutable.
 */
final class OriginRules {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    /** A user typed the address, or a page of this very origin asked. Old browsers say nothing. */
    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");

    /** What browsers say for a guest's page on the console's origin, and for others' in frames. */
    private static final String SANDBOXED = "null";

    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern LOOPBACK =
            Pattern.compile(
                    "(?:localhost|127(?:\\."
                            + BYTE
                            + "){3}|\\[::1]|\\[::ffff:127(?:\\."
                            + BYTE
                            + "){3}])(?::\\d{1,5})?",
                    Pattern.CASE_INSENSITIVE);

    private final Tokens tokens;
    private final Set<String> publicOrigins;

    /**
     * @param publicOrigins what this server is called in front of a reverse proxy, besides the
     *     scheme and Host of a request: {@code https://lapidary.example}
     */
    OriginRules(Tokens tokens, Set<String> publicOrigins) {
        this.tokens = tokens;
        this.publicOrigins = Set.copyOf(publicOrigins);
    }

    void check(Exchange exchange) {
        if (tokens.isEmpty() && !isLoopback(exchange.header(HeaderNames.HOST).orElse(""))) {
            throw denied("the Host must be a loopback name or address while there are no tokens");
        }
        for (String origin : exchange.headers(HeaderNames.ORIGIN)) {
            if (!origin.equals(exchange.ownOrigin()) && !publicOrigins.contains(origin)) {
                throw denied("the Origin is not this server's own");
            }
        }
        for (String site : exchange.headers(FETCH_SITE)) {
            if (!OWN_SITES.contains(site)) {
                throw denied("a page of another origin called this");
            }
        }
    }

    /**
     * Which pages may open a WebSocket to a facet, whose messages a browser lets any page read.
     * With tokens no page can: it has none to show. Without, a page that says where it is from is
     * of this very host.
     */
    void checkUpgrade(Exchange exchange) {
        if (!tokens.isEmpty()) {
            return;
        }
        String host = exchange.header(HeaderNames.HOST).orElse("");
        for (String origin : exchange.headers(HeaderNames.ORIGIN)) {
            int scheme = origin.indexOf("://");
            String authority = scheme < 0 ? "" : origin.substring(scheme + 3);
            if (!origin.equals(SANDBOXED)
                    && !authority.equalsIgnoreCase(host)
                    && !isLoopback(authority)
                    && !publicOrigins.contains(origin)) {
                throw denied("a page of another origin may not open a socket without a token");
            }
        }
    }

    static boolean isLoopback(String authority) {
        return LOOPBACK.matcher(authority).matches();
    }

    private static CallerException denied(String message) {
        return new CallerException(ErrorCode.ORIGIN_DENIED, message);
    }
}
