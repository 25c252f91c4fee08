package lapidary.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that talks to a server. An {@link IllegalArgumentException} out of {@link #run} is the
 * user's and means wrong usage.
 */
abstract class ClientCommand implements Callable<Integer> {
    private final Terminal terminal;
    @Mixin private ClientOptions options = new ClientOptions();
    @Spec private CommandSpec spec = CommandSpec.create();

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    final Terminal terminal() {
        return terminal;
    }

    final boolean printsJson() {
        return options.printsJson();
    }

    @Override
    public final Integer call() {
        try (ApiClient client = options.connect(terminal.environment())) {
            return run(client);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Does the work and returns the exit status. */
    abstract int run(ApiClient client);
}
