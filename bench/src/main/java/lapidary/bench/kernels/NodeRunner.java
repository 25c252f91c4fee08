package lapidary.bench.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lapidary.bench.suite.SkippedException;

/** V8, in a process of Node's that is told on its standard input what to run. */
final class NodeRunner implements Runner {
    private static final String SCRIPT = "kernels.mjs";
    private static final List<Kernel.Module> MODULES = List.of(Kernel.Module.values());

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    /**
     * @param folder for the script and the modules
     * @throws SkippedException if there is no Node
     */
    NodeRunner(Path folder) throws IOException, SkippedException {
        List<String> command = new ArrayList<>(List.of("node", copied(folder, SCRIPT).toString()));
        for (var module : Kernel.Module.values()) {
            command.add(
                    Files.write(folder.resolve(module.name() + ".wasm"), module.bytes())
                            .toString());
        }
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new SkippedException(
                    "the kernels are compared with V8, and there is no node on the PATH: install"
                            + " Node.js 18 or newer ("
                            + e.getMessage()
                            + ")");
        }
        in = process.outputWriter(UTF_8);
        out = process.inputReader(UTF_8);
    }

    private static Path copied(Path folder, String name) throws IOException {
        try (InputStream script = NodeRunner.class.getResourceAsStream(name)) {
            Path copy = folder.resolve(name);
            Files.copy(Objects.requireNonNull(script, name), copy);
            return copy;
        }
    }

    @Override
    public String name() {
        return "V8";
    }

    @Override
    public Run run(Kernel kernel) throws IOException {
        in.write(MODULES.indexOf(kernel.module()) + " " + kernel.name() + "\n");
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("node ended while it ran " + kernel.name());
        }
        int space = line.indexOf(' ');
        return new Run(
                Double.parseDouble(line.substring(0, space)),
                Long.parseUnsignedLong(line.substring(space + 1)));
    }

    @Override
    public void close() throws IOException {
        in.close(); // it ends with its input
        process.destroy();
    }
}
