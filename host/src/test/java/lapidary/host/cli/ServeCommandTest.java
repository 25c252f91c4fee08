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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.app.TlsFiles;
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
        assertOneLine(run, "the configuration no/such/file: there is no such file");
    }

    @Test
    void a_memory_budget_of_nothing_is_a_mistake_of_usage() {
        CommandRun run = serve(ServeCommandTest::never, dir, "--memory-budget", "0");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("--memory-budget"), run.err());
    }

    void what_is_wrong_with_a_configuration_is_one_line_with_its_place() throws IOException {
        Path config = dir.resolve("lapidary.json");
        for (var wrong :
                Map.of(
                                "{\"tls\": {\"certificat\": \"c\"}}",
                                        "unknown field tls.certificat",
                                "{\"tls\": {\"certificate\": \"c\"}}", "tls.privateKey is missing",
                                "{\"listen\": [8080]}", "field listen: expected a text",
                                "{\"listen\": \"8080\"}", "field listen: '8080' is not HOST:PORT",
                                "{\"listen\": \"a:1\",\n}", "not JSON, at line 2, column 1",
                                "{\"publicOrigins\": [\"https://a/b\"]}", "is not an origin",
                                "{\"publicOrigins\": \"https://a\"}", "expected a list",
                                "[]", "the JSON is empty, or not an object",
                                "", "the JSON is empty")
                        .entrySet()) {
            Files.writeString(config, wrong.getKey());
            CommandRun run = serve(ServeCommandTest::never, dir, "--config", config.toString());
            assertOneLine(run, wrong.getValue());
            assertTrue(run.err().contains(config.toString()), run.err());
        }
    }

    @Test
    void the_servers_options_are_what_was_asked_for() {
        Path data = dir.resolve("new/data");
        var options = options("--data-dir", data.toString(), "--listen", "[::1]:0");
        assertEquals(new ServerOptions(data, "::1", 0, Optional.empty()), options);
        assertTrue(Files.isDirectory(data));
    }

    @Test
    void a_configuration_says_what_options_do_not() throws IOException {
        Path config =
                Files.writeString(
                        dir.resolve("lapidary.json"),
                        """
                        {"listen": "127.0.0.1:0", "guestListen": "[::1]:0", "dataDir": "data",
                         "tls": {"certificate": "cert.pem", "privateKey": "/etc/key.pem"},
                         "publicOrigins": ["https://lapidary.example"]}
                        """);
        var options = options("--config", config.toString());
        assertEquals(dir.resolve("data"), options.dataDir());
        assertEquals(new ListenAddress("127.0.0.1", 0), options.listen());
        var configuration = options.configuration();
        assertEquals(Optional.of(new ListenAddress("::1", 0)), configuration.guestListen());
        assertEquals(
                Optional.of(new TlsFiles(dir.resolve("cert.pem"), Path.of("/etc/key.pem"))),
                configuration.tls());
        assertEquals(Set.of("https://lapidary.example"), configuration.publicOrigins());

        options =
                options(
                        "--config",
                        config.toString(),
                        "--listen",
                        "localhost:0",
                        "--guest-listen",
                        "127.0.0.1:0",
                        "--memory-budget",
                        "1000000",
                        "--data-dir",
                        dir.resolve("other").toString());
        assertEquals(dir.resolve("other"), options.dataDir());
        assertEquals("localhost", options.listen().host());
        assertEquals(
                Optional.of(new ListenAddress("127.0.0.1", 0)),
                options.configuration().guestListen());
        assertEquals(OptionalLong.of(1_000_000), options.configuration().memoryBudgetBytes());
    }

    /** What a server would be started with. */
    private static ServerOptions options(String... arguments) {
        var seen = new AtomicReference<ServerOptions>();
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(List.of(arguments));
        CommandRun run =
                CommandRun.run(
                        Map.of(),
                        "",
                        options -> {
                            seen.set(options);
                            throw new IllegalStateException("seen");
                        },
                        all.toArray(String[]::new));
        assertOneLine(run, "cannot start: seen");
        return seen.get();
    }

    private static Lapidary never(ServerOptions options) {
        throw new AssertionError("must not start: " + options);
    }
}
