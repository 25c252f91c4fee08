package lapidary.host.fairness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The real server in a JVM of its own, with the options that the launcher gives it. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    /**
     * @param launcher {@code bin/lapidary}
     * @param log where its log goes
     */
    ServerProcess(Path launcher, String classPath, Path data, Path log) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(launcher));
        command.addAll(List.of("-cp", classPath, "lapidary.host.cli.Main", "serve", "--data-dir"));
        command.addAll(List.of(data.toString(), "--listen", "127.0.0.1:0"));
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    int port() {
        return port;
    }

    long cpuMillis() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    private static List<String> options(Path launcher) throws IOException {
        String script = Files.readString(launcher);
        var options = new ArrayList<String>();
        for (String variable : List.of("java_options", "server_options")) {
            var matcher = Pattern.compile("(?m)^" + variable + "='([^']*)'").matcher(script);
            if (!matcher.find()) {
                throw new IllegalStateException(launcher + " sets no " + variable);
            }
            options.addAll(List.of(matcher.group(1).split(" +")));
        }
        String more = System.getProperty("lapidary.fairness.options", "");
        options.addAll(more.isEmpty() ? List.of() : List.of(more.split(" +")));
        return options;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
