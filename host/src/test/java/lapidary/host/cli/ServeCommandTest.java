package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ServerOptions;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {
    @TempDir private Path dir = Path.of("");

    private static CommandRun serve(
            Function<ServerOptions, Lapidary> starter, Path dataDir, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--data-dir", dataDir.toString()));
        arguments.addAll(more.length == 0 ? List.of("--listen", "127.0.0.1:0") : List.of(more));
        return CommandRun.run(Map.of(), "", starter, arguments.toArray(String[]::new));
    }

    private static void assertOneLine(CommandRun run, String part) {
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(part), run.err());
    }

    @Test
    void a_port_that_is_taken_names_the_option_to_use() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = taken.getInetAddress().getHostAddress() + ":" + taken.getLocalPort();
            CommandRun run = serve(ServeCommandTest::never, dir, "--listen", address);
            assertOneLine(run, "cannot listen on " + address);
            assertTrue(run.err().contains("--listen HOST:PORT"), run.err());
        }
    }

    @Test
    void a_host_that_is_not_there_is_told() {
        CommandRun run = serve(ServeCommandTest::never, dir, "--listen", "nowhere.invalid:0");
        assertOneLine(run, "cannot listen on nowhere.invalid:0");
    }

    @Test
    void a_servers_own_refusal_to_start_is_its_first_line() {
        CommandRun run =
                serve(
                        _ -> {
                            throw new FailureException(ErrorCode.INTERNAL, "it is locked\nmore");
                        },
                        dir);
        assertOneLine(run, "cannot start: it is locked");
    }

    @Test
    void a_refusal_to_start_names_the_deepest_cause_too() {
        CommandRun run =
                serve(
                        _ -> {
                            throw new IllegalStateException(
                                    "no server", new IOException(new IOException("no disk")));
                        },
                        dir);
        assertOneLine(run, "cannot start: no server (no disk)");
    }

    @Test
    void a_data_directory_that_is_a_file_is_told() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertOneLine(serve(ServeCommandTest::never, file), "it is a file");
    }

    @Test
    void a_configuration_that_is_not_there_is_told() {
        CommandRun run = serve(ServeCommandTest::never, dir, "--config", "no/such/file");
        assertOneLine(run, "cannot read the configuration no/such/file");
    }

    @Test
    void a_memory_budget_of_nothing_is_a_mistake_of_usage() {
        CommandRun run = serve(ServeCommandTest::never, dir, "--memory-budget", "0");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--memory-budget"), run.err());
    }

    @Test
    void the_servers_options_are_what_was_asked_for() throws IOException {
        Path config = Files.writeString(dir.resolve("config"), "");
        Path data = dir.resolve("new/data");
        CommandRun run =
                serve(
                        options -> {
                            throw new IllegalStateException(options.toString());
                        },
                        data,
                        "--listen",
                        "[::1]:0",
                        "--config",
                        config.toString(),
                        "--memory-budget",
                        "1000000");
        assertOneLine(
                run,
                ("ServerOptions[dataDir=%s, listenHost=::1, listenPort=0, configFile=Optional[%s],"
                                + " memoryBudgetBytes=OptionalLong[1000000]]")
                        .formatted(data, config));
        assertTrue(Files.isDirectory(data));
    }

    private static Lapidary never(ServerOptions options) {
        throw new AssertionError("must not start: " + options);
    }
}
