package lapidary.bench.micro;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class MicroSuiteTest {
    private static final List<String> STEPS =
            List.of(
                    "hostCall",
                    "encodeHead",
                    "decodeHead",
                    "encodeRow",
                    "decodeRow",
                    "statement",
                    "wake",
                    "hibernate",
                    "instantiate",
                    "rewriter",
                    "compile");

    @Test
    void every_step_is_a_benchmark_of_its_name() {
        var names =
                MicroSuite.BENCHMARKS.stream()
                        .flatMap(benchmark -> Arrays.stream(benchmark.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Benchmark.class))
                        .map(method -> method.getName())
                        .collect(Collectors.toSet());
        assertTrue(names.containsAll(STEPS), names::toString);
    }

    @Test
    void the_readme_says_of_every_step_what_it_takes() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (var step : STEPS) {
            assertTrue(readme.contains(step + "`"), step);
        }
    }
}
