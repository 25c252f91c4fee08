package lapidary.host.http;

import io.helidon.http.HeaderValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** The console: a few files of ours, read once, served with a policy that lets in nothing else. */
final class Pages implements Route {
    private static final int OK = 200;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    /** No frame shows these pages, no page that opened one reaches into it, none embeds a part. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "Content-Security-Policy", POLICY,
                    "X-Frame-Options", "DENY",
                    "Cross-Origin-Opener-Policy", "same-origin",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "Referrer-Policy", "no-referrer",
                    "Cache-Control", "no-cache");

    private final Map<String, Page> pages =
            Map.of(
                    "/", page("console/index.html", "text/html; charset=utf-8"),
                    "/console.js", page("console/console.js", "text/javascript; charset=utf-8"),
                    "/console.css", page("console/console.css", "text/css; charset=utf-8"),
                    "/openapi.json", page("openapi.json", "application/json"));

    private record Page(String mediaType, ByteBuffer bytes) {}

    @Override
    public void handle(Exchange exchange) {
        var page = pages.get(exchange.path().toString());
        if (page == null) {
            throw Router.nothingAt(exchange);
        }
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        FIELDS.forEach(
                (name, value) -> exchange.response().header(HeaderValues.create(name, value)));
        exchange.send(OK, page.mediaType(), page.bytes().array());
    }

    private static Page page(String name, String mediaType) {
        try (InputStream in = Pages.class.getResourceAsStream("/lapidary/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource lapidary/" + name + " is missing");
            }
            return new Page(mediaType, ByteBuffer.wrap(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
