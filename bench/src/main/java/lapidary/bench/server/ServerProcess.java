package lapidary.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server in a process of its own, on loopback, that ends with this program. Thread-safe. */
public final class ServerProcess implements AutoCloseable {
    private static final long END_SECONDS_MAX = 30;
    private static final long BYTES_PER_KIB = 1024;

    private final Process process;
    private final URI url;
    private final Thread atExit;

    private ServerProcess(Process process, URI url, Thread atExit) {
        this.process = process;
        this.url = url;
        this.atExit = atExit;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param log where its standard error goes
     * @param url from the first line of its standard output, where it listens
     */
    public static ServerProcess start(
            List<String> command, Path folder, Path log, Function<String, URI> url)
            throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(log.toFile())
                        .start();
        var atExit = new Thread(process::destroyForcibly, "server's end");
        Runtime.getRuntime().addShutdownHook(atExit);
        BufferedReader out = process.inputReader(UTF_8);
        String line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException(command.getFirst() + " did not start: " + Files.readString(log));
        }
        Thread.ofVirtual().start(() -> drain(out));
        return new ServerProcess(process, url.apply(line), atExit);
    }

    /** So that it never waits for someone who reads. */
    private static void drain(BufferedReader out) {
        try {
            out.transferTo(Writer.nullWriter());
        } catch (IOException _) {
            // it was ended, and its output with it
        }
    }

    /** Without a path. */
    public URI url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /** All processor time it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What of it is in memory, in bytes; 0 where there is no {@code /proc}. */
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kib -> Long.parseLong(kib) * BYTES_PER_KIB)
                .sum();
    }

    /** How many files and sockets it has open; 0 where there is no {@code /proc}. */
    public int openFiles() {
        String[] names = Path.of("/proc", Long.toString(pid()), "fd").toFile().list();
        return names == null ? 0 : names.length;
    }

    /** Asks it to end, kills it if it does not, and returns when it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            process.destroyForcibly(); // this program ends, and the hook runs or has run
        }
    }
}
