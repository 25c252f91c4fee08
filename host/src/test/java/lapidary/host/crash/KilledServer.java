package lapidary.host.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real server in a process of its own, as its launcher starts it, but so that it starts fast:
 * from an archive of its classes, without the second compiler.
 */
final class KilledServer implements AutoCloseable {
    private final Process process;

    private KilledServer(Process process) {
        this.process = process;
    }

    static KilledServer start(Path data, Path archive) throws IOException {
        return start(data, "-XX:SharedArchiveFile=" + archive);
    }

    /** Starts a server that leaves an archive of what it has loaded when it is stopped. */
    static KilledServer startArchiving(Path data, Path archive) throws IOException {
        return start(data, "-XX:ArchiveClassesAtExit=" + archive);
    }

    private static KilledServer start(Path data, String archiveOption) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xss64m", "-XX:-DontCompileHugeMethods"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xlog:disable", archiveOption));
        command.addAll(List.of("-cp", classPath(), "lapidary.host.cli.Main", "serve"));
        command.addAll(List.of("--data-dir", data.toString(), "--listen", "127.0.0.1:0"));
        var errors = data.resolveSibling("server.log").toFile();
        return new KilledServer(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                        .start());
    }

    /** Jars only: an archive holds no classes out of folders. */
    private static String classPath() throws IOException {
        String given = System.getProperty("lapidary.kill.classpath", "");
        if (!given.isEmpty()) {
            return given;
        }
        try (var own = Files.newDirectoryStream(Path.of("target"), "lapidary-host-*[0-9T].jar");
                var libraries = Files.newDirectoryStream(Path.of("target/lib"), "*.jar")) {
            var jars = new ArrayList<Path>();
            own.forEach(jars::add);
            libraries.forEach(jars::add);
            return String.join(
                    ":", Stream.of(jars.toArray()).map(Object::toString).sorted().toList());
        }
    }

    /** Where it listens, once it does. */
    String url() throws IOException {
        var line = String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
        if (!line.startsWith("listening on ")) {
            throw new IllegalStateException("the server said: " + line);
        }
        return line.substring("listening on ".length());
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** In good order. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
