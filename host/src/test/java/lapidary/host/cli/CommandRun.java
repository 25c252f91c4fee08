package lapidary.host.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;

/** One run of the command line in this JVM: its exit status and all that it printed. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) {
        return with(Map.of(), arguments);
    }

    static CommandRun with(Map<String, String> environment, String... arguments) {
        return run(environment, "", CommandRun::noServer, arguments);
    }

    static CommandRun run(
            Map<String, String> environment,
            String stdin,
            Function<ServerOptions, Lapidary> starter,
            String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment);
        int status = LapidaryCommand.commandLine(terminal, starter).execute(arguments);
        terminal.flush();
        return new CommandRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Lapidary noServer(ServerOptions options) {
        throw new AssertionError("no server is started here: " + options);
    }
}
