package lapidary.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lapidary.host.engine.SuiteArchive;

/**
 * Real modules to start a search from: the guests of the tests, the kernels, the examples. While
 * Jazzer searches, also those of the official test suite, where that is at hand.
 */
public final class SeedModules {
    private static final String KERNELS = "/lapidary/host/engine/kernels.wasm";
    private static final List<String> FOLDERS =
            List.of("src/test/resources/guests", "../guest-examples");
    private static final Path SUITE = Path.of("../../shared/wasm-testsuite/core-2.0.tar.gz");
    private static final int SEED_BYTES_MAX = 64 << 10;
    private static final int SUITE_SEED_BYTES_MAX = 4 << 10;

    private SeedModules() {}

    public static Stream<byte[]> all() {
        return Stream.concat(
                Stream.concat(
                        Stream.of(resource(KERNELS)),
                        FOLDERS.stream().map(Path::of).flatMap(SeedModules::below)),
                System.getenv("JAZZER_FUZZ") == null ? Stream.empty() : suite());
    }

    private static Stream<byte[]> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".wasm"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .sorted()
                    .map(SeedModules::read)
                    .filter(bytes -> bytes.length <= SEED_BYTES_MAX)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<byte[]> suite() {
        try {
            return !Files.exists(SUITE)
                    ? Stream.empty()
                    : SuiteArchive.read(SUITE).entrySet().stream()
                            .filter(file -> file.getKey().endsWith(".wasm"))
                            .map(file -> file.getValue())
                            .filter(bytes -> bytes.length <= SUITE_SEED_BYTES_MAX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = SeedModules.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
