package lapidary.host.http;

import lapidary.host.json.Json;
import lapidary.host.token.Grant;
import lapidary.host.token.Role;
import lapidary.host.token.Token;
import lapidary.host.token.TokenRequest;
import lapidary.host.token.Tokens;

/** {@code /v1/tokens…}, for admin tokens; and for everybody on loopback while there are none. */
final class TokenRoutes {
    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ID = 2;

    private final Tokens tokens;
    private final OpenLinks links;

    /**
     * @param links of which those of a token end with it
     */
    TokenRoutes(Tokens tokens, OpenLinks links) {
        this.tokens = tokens;
        this.links = links;
    }

    void handle(Exchange exchange, Grant grant) {
        if (grant.role() != Role.ADMIN) {
            throw Access.forbidden("only an admin token sees and changes tokens");
        }
        var path = exchange.path();
        if (path.size() == ID) {
            all(exchange);
        } else if (path.size() == ID + 1) {
            one(exchange, path.part(ID));
        } else {
            throw Router.nothingAt(exchange);
        }
    }

    private void all(Exchange exchange) {
        switch (exchange.routeMethod()) {
            case "GET" -> {
                var paging = Paging.of(exchange);
                var page = tokens.after(paging.after(), paging.limitAndOne());
                exchange.json(OK, paging.document(page, Token::id, Token::document));
            }
            case "POST" -> {
                byte[] body = exchange.document(BODY_BYTES_MAX);
                var wanted = Json.read(body, TokenRequest.class).token();
                exchange.json(CREATED, tokens.create(wanted).document());
            }
            default -> throw Router.notAllowed(exchange, "GET, POST");
        }
    }

    private void one(Exchange exchange, String id) {
        if (!exchange.routeMethod().equals("DELETE")) {
            throw Router.notAllowed(exchange, "DELETE");
        }
        tokens.revoke(id);
        links.revoked(id);
        exchange.noContent();
    }
}
