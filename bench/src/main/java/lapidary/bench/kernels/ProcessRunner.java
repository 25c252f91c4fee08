package lapidary.bench.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;

/**
 * A process that is told on its standard input what to run: the number of a module and the name of
 * a kernel in each line. It answers with the milliseconds and the checksum, and ends with its
 * input.
 */
final class ProcessRunner implements Runner {
    private static final List<Kernel.Module> MODULES = List.of(Kernel.Module.values());

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    /**
     * @throws IOException if there is no such program
     */
    ProcessRunner(String name, List<String> command) throws IOException {
        this.name = name;
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = process.outputWriter(UTF_8);
        out = process.inputReader(UTF_8);
    }

    /** The line that asks for a kernel. */
    static String line(Kernel kernel) {
        return MODULES.indexOf(kernel.module()) + " " + kernel.name();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Run run(Kernel kernel) throws IOException {
        in.write(line(kernel) + "\n");
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " ended while it ran " + kernel.name());
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
