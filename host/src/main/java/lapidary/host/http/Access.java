package lapidary.host.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.token.FailedAttempts;
import lapidary.host.token.Grant;
import lapidary.host.token.Role;
import lapidary.host.token.Tokens;

/**
 * What a request may do, by the token in its {@code Authorization}. Thread-safe.
 *
 * <p>A wrong token is noted against the client's address, and answered with 429 once there were too
 * many. A right one always works: the secrets are too long to be guessed, so the limit protects the
 * log and the processor, and nobody behind a shared address is locked out.
 */
final class Access {
    private static final Logger LOG = System.getLogger("lapidary.token");
    private static final String SCHEME = "bearer ";

    private final Tokens tokens;
    private final FailedAttempts failures;

    Access(Tokens tokens, FailedAttempts failures) {
        this.tokens = tokens;
        this.failures = failures;
    }

    /** What a call of {@code /v1} may do. An invoke token has no business there at all. */
    Grant ofControlPlane(Exchange exchange) {
        var grant = grant(exchange);
        if (grant.role() == Role.INVOKE) {
            throw forbidden("an invoke token calls objects, below /o, and nothing else");
        }
        return grant;
    }

    /** What a call of {@code /o} may do. */
    Grant ofDataPlane(Exchange exchange) {
        var grant = grant(exchange);
        if (grant.role() == Role.DEPLOY) {
            throw forbidden("a deploy token does not call objects; an invoke token does");
        }
        return grant;
    }

    static CallerException forbidden(String message) {
        return new CallerException(ErrorCode.FORBIDDEN, message);
    }

    private Grant grant(Exchange exchange) {
        if (tokens.isEmpty()) {
            return Grant.EVERYTHING;
        }
        var fields = exchange.headers(HeaderNames.AUTHORIZATION);
        if (fields.isEmpty()) {
            challenge(exchange, "Bearer realm=\"lapidary\"");
            throw new CallerException(
                    ErrorCode.UNAUTHORIZED,
                    "this server wants a token, as the header Authorization: Bearer lap_…");
        }
        Optional<String> shown = fields.size() == 1 ? bearer(fields.getFirst()) : Optional.empty();
        var grant = shown.flatMap(tokens::grant).orElseThrow(() -> refusal(exchange, shown));
        exchange.token(shown.flatMap(Tokens::idOf).orElseThrow());
        return grant;
    }

    private static Optional<String> bearer(String field) {
        return field.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? Optional.of(field.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    private HostException refusal(Exchange exchange, Optional<String> shown) {
        var wait = failures.note(exchange.clientAddress());
        if (wait.isPositive()) {
            return new LimitException(
                            ErrorCode.RATE_LIMITED, "too many wrong tokens came from this address")
                    .retryAfter(wait.toNanos());
        }
        LOG.log(
                Level.WARNING,
                "{0}: a token was refused, from {1}, with {2}",
                exchange.id(),
                exchange.clientAddress().getHostAddress(),
                shown.flatMap(Tokens::idOf).map(id -> "the id " + id).orElse("no token's form"));
        challenge(exchange, "Bearer realm=\"lapidary\", error=\"invalid_token\"");
        return new CallerException(
                ErrorCode.UNAUTHORIZED, "the token is unknown, wrong, revoked or expired");
    }

    private static void challenge(Exchange exchange, String challenge) {
        exchange.response().header(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, challenge));
    }
}
