package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM whose threads are too small for guests does not serve. */
final class SmallStackIT {
    private static final String MESSAGE =
            "guests need threads with a stack of 64 MiB: start the JVM with -Xss64m, as"
                    + " bin/lapidary does";

    @TempDir private Path folder;

    @Test
    void a_jvm_without_the_stack_that_guests_need_is_refused_with_what_to_do() throws Exception {
        for (List<String> stack : List.of(List.<String>of(), List.of("-Xss63m"))) {
            Path data = folder.resolve("data" + stack);
            Path log = folder.resolve("log" + stack);
            Process process = serve(stack, data, log);
            awaitEnd(process);
            String text = Files.readString(log);
            assertTrue(text.contains(MESSAGE), text);
            assertFalse(text.contains("listening"), text);
            assertFalse(text.contains("\tat "), text);
            assertEquals(1, process.exitValue());
        }
    }

    private static Process serve(List<String> options, Path data, Path log) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("lapidary.test.classpath", "target/classes:target/lib/*"));
        command.addAll(List.of("lapidary.host.cli.Main", "serve", "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--data-dir", data.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // which may have an -Xss
        return builder.start();
    }

    /** Waits until it ends; one that serves is ended. */
    private static void awaitEnd(Process process) throws InterruptedException {
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
