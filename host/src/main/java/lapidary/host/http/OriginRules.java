package lapidary.host.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * Who may call the control plane from a browser: pages of its own origin, and no page of a stranger
 * that a victim's browser shows. While there are no tokens, a name that was made to point here (DNS
 * rebinding) is refused as well.
 */
final class OriginRules {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    void check(Exchange exchange) {
        String host = exchange.header(HeaderNames.HOST).orElse("");
        if (!isLoopback(host)) {
            throw denied("the Host must be a loopback name or address while there are no tokens");
        }
        exchange.header(HeaderNames.ORIGIN)
                .filter(origin -> !origin.equals("http://" + host))
                .ifPresent(_ -> {
                    throw denied("the Origin is not this server's own");
                });
        exchange.header(FETCH_SITE)
                .filter(site -> site.equals("cross-site"))
                .ifPresent(_ -> {
                    throw denied("a page of another site called this");
                });
    }

    static boolean isLoopback(String authority) {
        try {
            String host = new URI("http://" + authority).getHost();
            return host != null && (LOOPBACK.contains(host) || LOOPBACK_V4.matcher(host).matches());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static CallerException denied(String message) {
        return new CallerException(ErrorCode.ORIGIN_DENIED, message);
    }
}
