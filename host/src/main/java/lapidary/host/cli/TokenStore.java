package lapidary.host.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lapidary.host.app.OfflineTokens;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.token.TokenRequest;
import lapidary.host.token.Tokens;
import tools.jackson.databind.JsonNode;

/** The tokens of a running server, or those in a data folder that no server uses. */
sealed interface TokenStore {
    /** What was made, once with the token's text. */
    JsonNode create(TokenRequest wanted);

    List<JsonNode> list();

    void revoke(String id);

    /** The store that the options mean. */
    static TokenStore of(Optional<Path> dataDir, ApiClient client) {
        return dataDir.<TokenStore>map(InFolder::new).orElseGet(() -> new OnServer(client));
    }

    /** Over HTTP. */
    record OnServer(ApiClient client) implements TokenStore {
        private static final String PATH = "/v1/tokens";

        @Override
        public JsonNode create(TokenRequest wanted) {
            return client.sendJson("POST", PATH, Json.MAPPER.valueToTree(wanted));
        }

        @Override
        public List<JsonNode> list() {
            return client.all(PATH);
        }

        @Override
        public void revoke(String id) {
            client.delete(PATH + "/" + PathSegment.encode(id));
        }
    }

    /** Without a server. */
    record InFolder(Path dataDir) implements TokenStore {
        @Override
        public JsonNode create(TokenRequest wanted) {
            return with(
                    tokens -> Json.MAPPER.valueToTree(tokens.create(wanted.token()).document()));
        }

        @Override
        public List<JsonNode> list() {
            return with(tokens ->
                    tokens.after("", Integer.MAX_VALUE).stream()
                            .<JsonNode>map(token -> Json.MAPPER.valueToTree(token.document()))
                            .toList());
        }

        @Override
        public void revoke(String id) {
            with(tokens -> {
                tokens.revokeOffline(id);
                return id;
            });
        }

        private <T> T with(Function<Tokens, T> work) {
            try (var offline = OfflineTokens.open(dataDir)) {
                return work.apply(offline.tokens());
            } catch (HostException e) {
                String hint =
                        e instanceof FailureException
                                ? "; while a server uses it, leave --data-dir out to ask the server"
                                : "";
                throw new CommandFailure(e.getMessage() + hint, e);
            }
        }
    }
}
