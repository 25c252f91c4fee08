package lapidary.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lapidary.bench.load.Tool;
import lapidary.bench.server.JavaCommand;

/**
 * What results depend on besides the code. Immutable.
 *
 * @param facts in the order in which they are shown
 */
public record Machine(Map<String, String> facts) {
    private static final String UNKNOWN = "unknown";

    /**
     * This one, as it is now.
     *
     * @param home of the source tree
     * @param folder in which servers keep their data
     */
    public static Machine here(Path home, Path folder) throws IOException, InterruptedException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("processor", firstOf(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", firstOf(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("file system", Files.getFileStore(folder).type());
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before", load());
        facts.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put("jvm options", String.join(" ", JavaCommand.options()));
        facts.put("commit", git(home, "rev-parse", "HEAD"));
        facts.put("tree", git(home, "status", "--porcelain").isEmpty() ? "clean" : "dirty");
        return new Machine(facts);
    }

    private static String load() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? UNKNOWN : Numbers.shortest(load);
    }

    private static String firstOf(Path file, String key) throws IOException {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String git(Path home, String... arguments) throws InterruptedException {
        var command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            return Tool.run(home, command).output().strip();
        } catch (IOException _) {
            return UNKNOWN; // no git, or no repository: the results are worth as much
        }
    }
}
