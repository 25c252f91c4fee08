package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official test suite of WebAssembly 2.0, in each of the ways to run a module. */
class SpecificationTest {
    private static final Path ARCHIVE = Path.of("../../shared/wasm-testsuite/core-2.0.tar.gz");

    /**
     * Where we differ, by file and line, each with its reason. There are none: what the engine does
     * differently the suite does not look at, or {@link FlatMemory} and the rewriter put right.
     */
    private static final Set<String> KNOWN_DIFFERENCES = Set.of();

    private static final SuiteRun.Setup METERED_INTERPRETED =
            new SuiteRun.Setup(SuiteRun.Rewriting.METERED, Engine.Mode.INTERPRETED);

    /** Of the threads that run the suite unmetered, where only their stack ends a recursion. */
    private static final long STACK_BYTES = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "METERED, INTERPRETED",
        "METERED, COMPILED",
        "NONE, INTERPRETED",
        "NONE, COMPILED",
        "OUTLINED, COMPILED"
    })
    void the_official_suite_passes_but_for_known_differences(
            SuiteRun.Rewriting rewriting, Engine.Mode mode)
            throws IOException, InterruptedException {
        assumeTrue(Files.exists(ARCHIVE), "the official test suite is not here: " + ARCHIVE);
        var setup = new SuiteRun.Setup(rewriting, mode);
        Map<String, byte[]> files = SuiteArchive.read(ARCHIVE);
        Map<String, String> failures = new TreeMap<>();
        var passed = new AtomicInteger();
        Runnable suite = () -> passed.set(runAll(setup, files, failures));
        if (setup.rewritten()) {
            suite.run();
        } else {
            var thread = new Thread(null, suite, "suite", STACK_BYTES);
            thread.start();
            thread.join();
        }
        assertEquals(27_923, passed.get() + failures.size(), "commands");
        assertEquals(
                KNOWN_DIFFERENCES,
                failures.keySet(),
                () -> "what differs in " + setup + ": " + failures);
    }

    private static int runAll(
            SuiteRun.Setup setup, Map<String, byte[]> files, Map<String, String> failures) {
        int passed = 0;
        for (String path : files.keySet()) {
            if (path.endsWith(".json")) {
                JsonNode file = JsonMapper.shared().readTree(files.get(path));
                var run = new SuiteRun(setup, path.substring(0, path.indexOf('/')), files);
                run.run(file.get("commands"));
                failures.putAll(run.failures());
                passed += run.passed();
            }
        }
        return passed;
    }

    @Test
    void a_wrong_result_would_be_noticed() throws IOException {
        assumeTrue(Files.exists(ARCHIVE), "the official test suite is not here: " + ARCHIVE);
        Map<String, byte[]> files = SuiteArchive.read(ARCHIVE);
        String commands = new String(files.get("i32/i32.json"), StandardCharsets.UTF_8);
        String wrong = commands.replace("\"value\": \"1\"}]}", "\"value\": \"2\"}]}");
        var run = new SuiteRun(METERED_INTERPRETED, "i32", files);
        run.run(JsonMapper.shared().readTree(wrong).get("commands"));
        assertTrue(run.failures().size() > 10, "only " + run.failures());
    }
}
