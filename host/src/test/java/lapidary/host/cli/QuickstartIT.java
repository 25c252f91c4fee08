package lapidary.host.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lapidary.host.app.Lapidary;
import lapidary.host.engine.DirectAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code quickstart} and {@code serve} in a process of their own, ended by a signal. */
@Timeout(value = 120, unit = SECONDS)
final class QuickstartIT {
    private static final String LISTENING = "listening on ";

    @TempDir private Path dir = Path.of("");

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xss64m", DirectAccess.JVM_OPTION, "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dlapidary.home=" + Path.of("..").toAbsolutePath().normalize());
        // As the launcher has it: what a test adds to the class path logs on its own.
        command.addAll(List.of("-cp", "target/classes:target/lib/*"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(dir.resolve("err").toFile()).start();
    }

    private static List<String> readUntil(BufferedReader out, String start) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.startsWith(start)) {
                break;
            }
        }
        return lines;
    }

    /** Runs quickstart until it has said everything, and ends it by SIGTERM. */
    private List<String> quickstart(Path data) throws Exception {
        Process process =
                start("quickstart", "--listen", "127.0.0.1:0", "--data-dir", data.toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = readUntil(out, "stop ");
            assertTrue(process.isAlive(), () -> "it ended: " + lines + errors());
            process.destroy();
            assertEquals(0, process.waitFor(), this::errors);
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private String errors() {
        try {
            return Files.readString(dir.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void it_counts_prints_fuel_and_file_and_goes_on_counting_when_run_again() throws Exception {
        Path data = dir.resolve("data");
        List<String> first = quickstart(data);
        assertTrue(first.getFirst().startsWith(LISTENING + "http://127.0.0.1:"), first::toString);
        assertTrue(first.contains("  reply {\"count\": 1}"), first::toString);
        assertTrue(
                first.stream().anyMatch(line -> line.matches(" {2}fuel {2}[1-9][0-9]*")),
                first::toString);
        String database =
                first.stream()
                        .filter(line -> line.startsWith("database"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(first + errors()));
        assertTrue(Files.isRegularFile(Path.of(database.replaceFirst("database +", ""))), database);
        List<String> second = quickstart(data);
        assertTrue(second.contains("  reply {\"count\": 2}"), second::toString);
    }

    @Test
    void the_commands_work_against_a_server_and_a_second_server_is_refused() throws Exception {
        Path data = dir.resolve("data");
        quickstart(data);
        Process process = start("serve", "--data-dir", data.toString(), "--listen", "127.0.0.1:0");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = String.valueOf(out.readLine());
            assertTrue(line.startsWith(LISTENING), () -> line + errors());
            String url = line.substring(LISTENING.length());
            assertEquals("", errors(), "nothing is logged at the start");
            useCommands(url);
            refuseSecond(data, url.substring("http://".length()));
            process.destroy();
            assertEquals(0, process.waitFor(), this::errors);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void useCommands(String url) {
        CommandRun call = run(url, "call", "POST", "demo/käse %2F/app/increment");
        assertEquals("{\"count\": 1}\n", call.out(), call.err());
        CommandRun sql =
                run(url, "sql", "demo/käse %2F/app", "SELECT count, ? AS p FROM counter", "x");
        assertEquals("count  p\n-----  -\n    1  x\n", sql.out(), sql.err());
        CommandRun objects = run(url, "objects", "demo", "--prefix", "käse");
        assertTrue(objects.out().contains("käse /"), objects.out() + objects.err());
        CommandRun missing = run(url, "call", "GET", "nowhere/o/f");
        assertEquals(1, missing.status());
        assertTrue(missing.err().startsWith("lapidary: NAMESPACE_NOT_FOUND 404"), missing.err());
    }

    private static CommandRun run(String url, String... arguments) {
        return CommandRun.with(Map.of("LAPIDARY_SERVER", url), arguments);
    }

    private void refuseSecond(Path data, String address) throws Exception {
        CommandRun locked = serve("--data-dir", data.toString(), "--listen", "127.0.0.1:0");
        assertEquals(1, locked.status());
        assertEquals(1, locked.err().lines().count(), locked.err());
        String other = dir.resolve("other").toString();
        CommandRun taken = serve("--data-dir", other, "--listen", address);
        assertEquals(1, taken.status());
        assertTrue(taken.err().contains("--listen HOST:PORT"), taken.err());
        assertEquals(1, taken.err().lines().count(), taken.err());
    }

    private static CommandRun serve(String... arguments) {
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(List.of(arguments));
        return CommandRun.run(Map.of(), "", Lapidary::start, all.toArray(String[]::new));
    }
}
