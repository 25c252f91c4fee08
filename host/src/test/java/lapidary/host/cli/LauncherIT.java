package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/lapidary} in a source tree of its own, where a Maven stands in that copies what this
 * build made and counts how often it is run.
 */
final class LauncherIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String MAVEN =
            """
            #!/bin/sh
            echo run >> builds
            echo "[INFO] Building Lapidary: host 1 [1/1]"
            sleep 0.2
            if [ -e broken ]; then
                echo "[ERROR] it is broken"
                exit 1
            fi
            mkdir -p host/target/lib
            cp "$MADE"/lapidary-host-*.jar host/target/
            cp "$MADE"/lib/*.jar host/target/lib/
            """;

    @TempDir private Path temp = Path.of("");
    private Path home = Path.of("");

    @BeforeEach
    void make_a_source_tree() throws IOException {
        home = temp.resolve("a home");
        for (String dir : List.of("bin", "wasm-abi/src/main", "host/src/main", "tools")) {
            Files.createDirectories(home.resolve(dir));
        }
        for (String pom : List.of("pom.xml", "wasm-abi/pom.xml", "host/pom.xml")) {
            Files.writeString(home.resolve(pom), "");
        }
        for (String script : List.of("bin/lapidary", "bin/with-jdk25")) {
            Files.copy(REPOSITORY.resolve(script), home.resolve(script));
        }
        Path maven = Files.writeString(home.resolve("tools/mvn"), MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ended(int status, String out, String err) {}

    private Process start(Path launcher, String... arguments) throws IOException {
        return start(Map.of(), launcher, arguments);
    }

    private Process start(Map<String, String> variables, Path launcher, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        int number = logs();
        var builder =
                new ProcessBuilder(command)
                        .directory(temp.toFile())
                        .redirectOutput(temp.resolve(number + ".out").toFile())
                        .redirectError(temp.resolve(number + ".err").toFile());
        var environment = builder.environment();
        environment.put("PATH", home.resolve("tools") + ":" + environment.get("PATH"));
        environment.put("MADE", REPOSITORY.resolve("host/target").toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(variables);
        return builder.start();
    }

    private int logs() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return (int) files.filter(file -> file.toString().endsWith(".out")).count();
        }
    }

    private Ended run(Path launcher, String... arguments) throws Exception {
        return run(Map.of(), launcher, arguments);
    }

    private Ended run(Map<String, String> variables, Path launcher, String... arguments)
            throws Exception {
        int number = logs();
        int status = start(variables, launcher, arguments).waitFor();
        return new Ended(
                status,
                Files.readString(temp.resolve(number + ".out")),
                Files.readString(temp.resolve(number + ".err")));
    }

    private Ended run(String... arguments) throws Exception {
        return run(home.resolve("bin/lapidary"), arguments);
    }

    private int builds() throws IOException {
        return Files.readAllLines(home.resolve("builds")).size();
    }

    @Test
    void it_builds_once_and_again_only_after_a_source_changed() throws Exception {
        // given
        Path source = Files.writeString(home.resolve("host/src/main/A.java"), "");
        // when
        Ended first = run("--version");
        Ended second = run("--version");
        // then
        assertEquals(0, first.status(), first.err());
        assertTrue(first.out().startsWith("lapidary "), first.out());
        assertEquals(1, first.out().lines().count(), first.out());
        assertTrue(first.err().contains("building Lapidary: host"), first.err());
        assertEquals("", second.err());
        assertEquals(1, builds());
        // and when
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        run("--version");
        assertEquals(2, builds());
    }

    @Test
    void two_at_once_build_once() throws Exception {
        Process one = start(home.resolve("bin/lapidary"), "--version");
        Process other = start(home.resolve("bin/lapidary"), "--version");
        assertEquals(0, one.waitFor());
        assertEquals(0, other.waitFor());
        assertEquals(1, builds());
    }

    @Test
    void a_build_that_fails_shows_why_and_is_tried_again() throws Exception {
        Path broken = Files.writeString(home.resolve("broken"), "");
        Ended failed = run("--version");
        assertEquals(1, failed.status());
        assertEquals("", failed.out());
        assertTrue(failed.err().contains("[ERROR] it is broken"), failed.err());
        assertTrue(failed.err().contains("build.log"), failed.err());
        Files.delete(broken);
        assertEquals(0, run("--version").status());
    }

    @Test
    void it_finds_its_home_behind_symbolic_links() throws Exception {
        Path near = Files.createSymbolicLink(home.resolve("near"), Path.of("bin/lapidary"));
        Path far = Files.createSymbolicLink(temp.resolve("far"), near);
        Ended ended = run(far, "--version");
        assertEquals(0, ended.status(), ended.err());
    }

    @Test
    void the_exit_status_is_the_commands_own() throws Exception {
        run("--version");
        Ended usage = run("call");
        assertEquals(2, usage.status());
        assertTrue(usage.err().startsWith("lapidary: "), usage.err());
        Ended unreachable = run("objects", "demo", "--server", "http://127.0.0.1:1");
        assertEquals(1, unreachable.status());
        assertEquals(1, unreachable.err().lines().count(), unreachable.err());
    }

    @Test
    void arguments_arrive_as_they_were_given() throws Exception {
        run("--version");
        Ended ended = run("call", "GET", "demo/a b/*", "-H", "$HOME `id` \"'\\");
        assertEquals(2, ended.status());
        assertTrue(ended.err().contains("'$HOME `id` \"'\\' is not a header"), ended.err());
    }

    @Test
    void what_a_server_loads_is_recorded_before_the_first_one_and_not_again() throws Exception {
        // given
        Path example = home.resolve("guest-examples/counter-c/counter.wasm");
        Files.createDirectories(example.getParent());
        Files.copy(REPOSITORY.resolve("guest-examples/counter-c/counter.wasm"), example);
        // when a server is to start, and its address is none
        Ended first = run("serve", "--listen", "nowhere");
        Ended second = run("serve", "--listen", "nowhere");
        // then
        assertTrue(first.err().contains("recording what a server loads"), first.err());
        assertFalse(first.err().contains("did not work"), first.err());
        assertTrue(Files.size(home.resolve("host/target/run/server.aot")) > 0);
        assertFalse(second.err().contains("recording"), second.err());
        assertEquals(2, second.status(), second.err());
    }

    @Test
    void another_collector_takes_the_place_of_ours() throws Exception {
        run("--version");
        Ended ended =
                run(
                        Map.of("LAPIDARY_JAVA_OPTS", "-XX:+UseParallelGC"),
                        home.resolve("bin/lapidary"),
                        "--version");
        assertEquals(0, ended.status(), ended.err());
    }

    @Test
    void a_server_may_have_a_heap_that_is_smaller_than_ours_begins_with() throws Exception {
        run("--version");
        Ended ended =
                run(
                        Map.of("LAPIDARY_JAVA_OPTS", "-Xmx64m"),
                        home.resolve("bin/lapidary"),
                        "serve",
                        "--help");
        assertEquals(0, ended.status(), ended.out() + ended.err());
    }

    @Test
    void an_incomplete_copy_says_so() throws Exception {
        Files.delete(home.resolve("pom.xml"));
        Ended ended = run("--version");
        assertEquals(1, ended.status());
        assertTrue(ended.err().contains("nothing to run"), ended.err());
        assertFalse(Files.exists(home.resolve("builds")));
    }
}
