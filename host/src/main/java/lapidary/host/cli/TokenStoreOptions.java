package lapidary.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where the tokens are that a command means. Confined to the thread that runs the command. */
@Command
final class TokenStoreOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Works in this folder, which no server may use now, not on a server")
    private Optional<Path> dataDir = Optional.empty();

    TokenStore store(ApiClient client) {
        return TokenStore.of(dataDir, client);
    }
}
