package lapidary.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lapidary.abi.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code module inspect}: what a server would say about a module, and what is in it. */
@Command(
        name = "inspect",
        description = "Shows what a module is made of, and whether a server would take it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 it would be taken, 1 it would be refused.",
            "",
            "Examples:",
            "  lapidary module inspect counter.wasm",
            "  lapidary module inspect counter.wasm --output json"
        })
final class InspectCommand implements Callable<Integer> {
    private static final int STATUS_REFUSED = 1;

    private final Terminal terminal;
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE.wasm", description = "A core WebAssembly module")
    private Path file = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "How to print: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    private ClientOptions.Output output = ClientOptions.Output.table;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var inspection = Inspection.of(read());
        if (output == ClientOptions.Output.json) {
            terminal.out().println(Json.pretty(inspection.document()));
        } else {
            inspection.lines().forEach(terminal.out()::println);
        }
        return inspection.isTaken() ? 0 : STATUS_REFUSED;
    }

    private byte[] read() {
        try {
            long size = Files.size(file);
            if (size > Limits.MODULE_BYTES_MAX) {
                throw new CommandFailure(
                        "MODULE_TOO_LARGE: %s has %d bytes, over %d"
                                .formatted(file, size, Limits.MODULE_BYTES_MAX));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "cannot read " + file + ": " + FileFailures.reason(e), e);
        }
    }
}
