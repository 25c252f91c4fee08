package lapidary.bench.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lapidary.bench.suite.SkippedException;

/** V8, in a process of Node's. */
final class Node {
    private static final String SCRIPT = "kernels.mjs";

    private Node() {}

    /**
     * Starts it.
     *
     * @param folder for the script and the modules
     * @throws SkippedException if there is no Node
     */
    static Runner start(Path folder) throws IOException, SkippedException {
        List<String> command = new ArrayList<>(List.of("node", copied(folder, SCRIPT).toString()));
        for (var module : Kernel.Module.values()) {
            command.add(
                    Files.write(folder.resolve(module.name() + ".wasm"), module.bytes())
                            .toString());
        }
        try {
            return new ProcessRunner("V8", command);
        } catch (IOException e) {
            throw new SkippedException(
                    "the kernels are compared with V8, and there is no node on the PATH: install"
                            + " Node.js 18 or newer ("
                            + e.getMessage()
                            + ")");
        }
    }

    private static Path copied(Path folder, String name) throws IOException {
        try (InputStream script = Node.class.getResourceAsStream(name)) {
            Path copy = folder.resolve(name);
            Files.copy(Objects.requireNonNull(script, name), copy);
            return copy;
        }
    }
}
