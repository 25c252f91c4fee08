package lapidary.host.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that all client commands share. Confined to the thread that runs the command. */
@Command
final class ClientOptions {
    static final String SERVER_DEFAULT = "http://127.0.0.1:8080";

    /** How results are printed. */
    enum Output {
        table,
        json
    }

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; else LAPIDARY_SERVER, else " + SERVER_DEFAULT)
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The bearer token; else LAPIDARY_TOKEN. Other users see arguments, not"
                            + " the environment")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates in PEM to trust instead of the system's; else LAPIDARY_CA")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "How to print: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private Output output = Output.table;

    boolean printsJson() {
        return output == Output.json;
    }

    /**
     * A client for the server meant; an {@link IllegalArgumentException} has a text for the user.
     */
    ApiClient connect(Map<String, String> environment) {
        Optional<String> named = server.or(() -> setting(environment, "LAPIDARY_SERVER"));
        Optional<String> secret = token.or(() -> token(environment));
        secret.ifPresent(ClientOptions::requireToken);
        Optional<Path> trusted = ca.or(() -> setting(environment, "LAPIDARY_CA").map(Path::of));
        return new ApiClient(
                parseServer(named.orElse(SERVER_DEFAULT)),
                secret,
                trusted.map(TrustedCertificates::context));
    }

    static Optional<String> token(Map<String, String> environment) {
        return setting(environment, "LAPIDARY_TOKEN");
    }

    private static Optional<String> setting(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static void requireToken(String token) {
        if (token.isEmpty() || !token.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new IllegalArgumentException("a token is visible ASCII without spaces");
        }
    }

    private static String parseServer(String text) {
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            var uri = new URI(bare);
            boolean speaksHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean isPlain =
                    uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            if (speaksHttp && isPlain && uri.getHost() != null) {
                return bare;
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a server's URL, such as " + SERVER_DEFAULT);
    }
}
