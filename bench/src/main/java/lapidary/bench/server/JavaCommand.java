package lapidary.bench.server;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How another JVM like this one is started: its options are those of the launcher. */
public final class JavaCommand {
    /** Without --add-exports guests would load and store by a slower way than in a real server. */
    private static final List<String> KINDS = List.of("-X", "--enable-", "--add-exports");

    private JavaCommand() {}

    /** Of a class on this program's class path. */
    public static List<String> of(String main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(arguments);
        return command;
    }

    /** Those of this JVM, without what is only about this program. */
    public static List<String> options() {
        Stream<String> mine = ManagementFactory.getRuntimeMXBean().getInputArguments().stream();
        return mine.filter(option -> KINDS.stream().anyMatch(option::startsWith))
                .filter(option -> !option.contains("SharedArchiveFile"))
                .toList();
    }

    /** Of the tests, in the build: Surefire may hide it in the manifest of a jar. */
    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
