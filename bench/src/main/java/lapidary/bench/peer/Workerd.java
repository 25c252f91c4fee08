package lapidary.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lapidary.bench.load.Tool;
import lapidary.bench.suite.Effort;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.SkippedException;

/** The program, as npm installs it: in the version of the lock file. */
final class Workerd {
    private static final List<String> FILES = List.of("package.json", "package-lock.json");

    private Workerd() {}

    /**
     * Where it is. It is installed if it is not there yet, but never by the build.
     *
     * @throws SkippedException if it cannot be had
     */
    static Path program(Options options, Progress progress)
            throws IOException, InterruptedException, SkippedException {
        var folder = Files.createDirectories(options.installed());
        Optional<Path> installed = find(folder);
        if (installed.isPresent()) {
            return installed.get();
        }
        if (options.effort() == Effort.SHORTEST) {
            throw new SkippedException(
                    "workerd is not installed in " + folder + ": bin/lapidary bench peer does it");
        }
        progress.step("npm installs workerd");
        install(folder);
        return find(folder).orElseThrow(() -> new SkippedException("no workerd for this system"));
    }

    private static Optional<Path> find(Path folder) throws IOException {
        Path scope = folder.resolve("node_modules/@cloudflare");
        if (!Files.isDirectory(scope)) {
            return Optional.empty();
        }
        try (var packages = Files.list(scope)) {
            return packages.map(each -> each.resolve("bin/workerd").toAbsolutePath())
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static void install(Path folder)
            throws IOException, InterruptedException, SkippedException {
        Path npm =
                Tool.find("npm")
                        .orElseThrow(() ->
                                new SkippedException("npm is not on the PATH: install Node.js"));
        for (var name : FILES) {
            copy(name, folder);
        }
        var command = List.of(npm.toString(), "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        try {
            Tool.run(folder, command);
        } catch (IOException e) {
            throw new SkippedException("npm could not install workerd: " + e.getMessage());
        }
    }

    /** Out of this package's resources. */
    static void copy(String name, Path folder) throws IOException {
        try (InputStream in = Workerd.class.getResourceAsStream(name)) {
            Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
        }
    }
}
