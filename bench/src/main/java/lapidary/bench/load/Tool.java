package lapidary.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Other programs: found, run to their end, and what they used of the processors. */
public final class Tool {
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final int CHILDREN_USER = 13; // behind the name in brackets, from 0
    private static final double TICKS_PER_SECOND = 100;

    /** What it printed, and how many seconds of a processor it took; 0 where that is not known. */
    public record Ran(String output, double cpuSeconds) {}

    private Tool() {}

    /** Where it is, if it is on the PATH. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Its output, both streams together; it has none of ours to read. */
    public static Ran run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        double before = childrenSeconds();
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(
                        command.getFirst() + " ended with status " + status + ": " + output);
            }
            return new Ran(output, childrenSeconds() - before);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Of all children that have ended so far, as Linux counts it. */
    private static double childrenSeconds() throws IOException {
        if (!Files.isReadable(SELF)) {
            return 0;
        }
        String stat = Files.readString(SELF);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks =
                Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1]);
        return ticks / TICKS_PER_SECOND;
    }
}
