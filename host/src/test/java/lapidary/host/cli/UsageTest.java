package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageTest {
    @TempDir private Path dir = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-command",
                "--no-such-option",
                "serve",
                "serve --data-dir x --listen 8080",
                "serve --data-dir x --listen 127.0.0.1:65536",
                "quickstart --listen localhost",
                "call GET",
                "call GET demo",
                "call GET Demo/hello/app",
                "call GET demo//app",
                "call GET demo/a%/app",
                "call GET demo/a%ff/app",
                "call GET demo/a/app -H nocolon",
                "call GET demo/a/app -H Content-Length:5",
                "call G@T demo/a/app",
                "call GET demo/a/app -d @no/such/file",
                "call GET demo/a/app --server ftp://127.0.0.1",
                "call GET demo/a/app --server 127.0.0.1:8080",
                "call GET demo/a/app --server http://user@127.0.0.1",
                "call GET demo/a/app --token a\u00e9",
                "call GET demo/a/app --output xml",
                "sql demo/hello SELECT",
                "sql demo/hello/ SELECT",
                "sql demo/hello/app",
                "objects UPPER",
                "serve --data-dir x --guest-listen 8080",
                "alarms",
                "alarms rebuild",
                "token",
                "token create --role admin",
                "token create --name x",
                "token create --role invoke --name x --namespace UPPER",
                "token create --role admin --name x --expires tomorrow",
                "token list --ca no/such/file",
                "token revoke",
                "deploy counter no/such/file.wasm",
            })
    void wrong_usage_is_told_on_stderr_with_exit_status_2(String line) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertEquals(2, run.status(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("lapidary: "), run.err());
        assertTrue(run.err().contains("--help'"), run.err());
    }

    @Test
    void a_misspelt_command_is_answered_with_what_was_meant() {
        assertTrue(CommandRun.of("cal").err().contains("lapidary call"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "quickstart",
                "deploy",
                "call",
                "sql",
                "objects",
                "module",
                "token"
            })
    void every_command_explains_itself_with_an_example(String command) {
        CommandRun run = CommandRun.of(command, "--help");
        assertEquals(0, run.status());
        assertTrue(run.out().contains("Example"), run.out());
        assertTrue(run.out().contains("  lapidary " + command), run.out());
        assertEquals("", run.err());
    }

    @Test
    void help_is_a_command_too() {
        CommandRun run = CommandRun.of("help", "serve");
        assertEquals(0, run.status());
        assertTrue(run.out().contains("--guest-listen"), run.out());
        assertTrue(CommandRun.of("help").out().contains("token"), "lists the commands");
    }

    @Test
    void the_version_names_the_program() {
        CommandRun run = CommandRun.of("--version");
        assertEquals(0, run.status());
        assertTrue(run.out().startsWith("lapidary "), run.out());
    }

    @Test
    void a_server_that_is_not_there_is_one_clear_line_with_exit_status_1() {
        // Port 1 is tcpmux, which nobody runs.
        CommandRun run =
                CommandRun.with(Map.of("LAPIDARY_SERVER", "http://127.0.0.1:1"), "objects", "demo");
        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("cannot reach http://127.0.0.1:1"), run.err());
    }

    @Test
    void a_module_name_with_capitals_is_explained_before_anything_is_sent() throws IOException {
        Path file = Files.write(dir.resolve("a.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        CommandRun run = CommandRun.of("deploy", "Counter", file.toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains("a-z, 0-9 and -"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespace", "facet"})
    void a_namespace_and_a_facet_are_given_together(String alone) throws IOException {
        Path file = Files.write(dir.resolve("a.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        CommandRun run = CommandRun.of("deploy", "a", file.toString(), "--" + alone, "x");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("go together"), run.err());
    }

    @Test
    void text_format_components_and_empty_files_are_told_apart() throws IOException {
        Path file = dir.resolve("a.wasm");
        Files.writeString(file, " (module)");
        assertTrue(CommandRun.of("deploy", "a", file.toString()).err().contains("wat2wasm"));
        Files.write(file, new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0});
        assertTrue(CommandRun.of("deploy", "a", file.toString()).err().contains("component"));
        Files.write(file, new byte[0]);
        CommandRun run = CommandRun.of("deploy", "a", file.toString());
        assertTrue(run.err().contains("empty"), run.err());
        assertEquals(2, run.status());
    }
}
