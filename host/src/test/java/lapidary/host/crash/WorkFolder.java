package lapidary.host.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder of a test's own: in memory, where there is such a place. */
final class WorkFolder implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path path;

    WorkFolder() throws IOException {
        path =
                Files.isWritable(MEMORY)
                        ? Files.createTempDirectory(MEMORY, "lapidary-crash")
                        : Files.createTempDirectory("lapidary-crash");
    }

    Path path() {
        return path;
    }

    static void remove(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }
}
