package lapidary.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code quickstart}. */
@Command(name = "quickstart", mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
    QuickstartCommand(Terminal terminal, ServerRun run) {}

    @Override
    public Integer call() {
        return 1;
    }
}
