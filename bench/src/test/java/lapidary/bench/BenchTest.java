package lapidary.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import lapidary.bench.suite.Options;
import lapidary.bench.suite.Progress;
import lapidary.bench.suite.Ratio;
import lapidary.bench.suite.Result;
import lapidary.bench.suite.SkippedException;
import lapidary.bench.suite.Suite;
import lapidary.bench.suite.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path folder;

    /** With results of every kind, and names that are not HTML. */
    private static final class Sizes implements Suite {
        @Override
        public String name() {
            return "sizes";
        }

        @Override
        public String question() {
            return "How large is <one> & the other?";
        }

        @Override
        public List<Result> run(Options options, Progress progress) {
            progress.step("measuring \"both\"");
            var one = Result.of("Sizes", "<one>", "KiB", List.of(3.0, 1.0, 2.0));
            var ratio =
                    Ratio.of(
                            one.samples(),
                            "the \"other\"",
                            List.of(1.0, 1.0, 1.0),
                            Target.atLeast(3));
            return List.of(
                    one.with(ratio).with("rounds & more", options.rounds()),
                    Result.of("Sizes", "other", "KiB", List.of(0.0)),
                    Result.of("Growth", "heap", "MiB", List.of(1.0)).at(10),
                    Result.of("Growth", "heap", "MiB", List.of(5.0)).at(1_000));
        }
    }

    private static final class Absent implements Suite {
        @Override
        public String name() {
            return "absent";
        }

        @Override
        public String question() {
            return "Is it there?";
        }

        @Override
        public List<Result> run(Options options, Progress progress) throws Exception {
            throw new SkippedException("no tape drive: buy one");
        }
    }

    private static final class Broken implements Suite {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String question() {
            return "Does it break?";
        }

        @Override
        public List<Result> run(Options options, Progress progress) throws Exception {
            throw new IOException("the disk is gone");
        }
    }

    private int bench(List<Suite> suites, String... arguments) {
        var all =
                Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "--shortest",
                                "--work",
                                folder + "/work",
                                "--results",
                                folder + "/results"));
        return Bench.commandLine(suites)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private String left(String ending) throws IOException {
        try (var files = Files.list(folder.resolve("results"))) {
            var file = files.filter(path -> path.toString().endsWith(ending)).findFirst();
            return Files.readString(file.orElseThrow());
        }
    }

    @Test
    void the_json_has_the_machine_and_every_sample() throws IOException {
        assertEquals(0, bench(List.of(new Sizes()), "sizes"));
        JsonNode document = new JsonMapper().readTree(left("-sizes.json"));
        assertEquals("sizes", document.path("suite").asString());
        for (var fact : List.of("cores", "kernel", "jdk", "jvm options", "commit", "tree")) {
            assertTrue(document.path("machine").hasNonNull(fact), fact);
        }
        JsonNode one = document.path("results").path(0);
        assertEquals("[3.0,1.0,2.0]", one.path("samples").toString());
        assertEquals(2.0, one.path("median").asDouble());
        assertEquals("AT_LEAST 3.0", one.path("ratios").path(0).path("target").asString());
        assertEquals(false, one.path("ratios").path(0).path("met").asBoolean(true));
        assertEquals(1_000, document.path("results").path(3).path("at").asInt());
    }

    @Test
    void the_page_is_well_formed_and_asks_nobody_for_anything() throws Exception {
        assertEquals(0, bench(List.of(new Sizes()), "all"));
        String page = left("-sizes.html");
        // As XML, it is stricter than HTML: all is closed, quoted, escaped.
        var xml =
                page.replace("<!doctype html>", "")
                        .replaceAll("<meta ([^>]*)>", "<meta $1/>")
                        .replace("<br>", "<br/>");
        var parsed =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        assertEquals(3, parsed.getElementsByTagName("svg").getLength());
        for (var foreign : List.of("<script", "src=", "href=", "url(", "@import")) {
            assertTrue(!page.contains(foreign), foreign);
        }
        assertTrue(page.contains("&lt;one&gt;"));
        assertTrue(page.contains("missed"));
    }

    @Test
    void steps_are_told_with_the_time_and_results_in_a_table() {
        assertEquals(0, bench(List.of(new Sizes()), "sizes"));
        assertTrue(
                err.toString().matches("(?s).* s  sizes    measuring \"both\"\\R.*"),
                err::toString);
        assertTrue(out.toString().matches("(?s).*<one> +2  KiB .*≥ 3 +missed.*"), out::toString);
    }

    @Test
    void a_suite_that_lacks_something_is_skipped_and_says_what() throws IOException {
        assertEquals(0, bench(List.of(new Absent(), new Sizes())));
        assertTrue(err.toString().contains("skipped: no tape drive: buy one"), err::toString);
        assertTrue(left("-all.html").contains("sizes"));
    }

    @Test
    void after_a_suite_that_fails_the_others_run_and_the_status_is_1() throws IOException {
        assertEquals(1, bench(List.of(new Broken(), new Sizes())));
        assertTrue(err.toString().contains("failed: java.io.IOException: the disk is gone"));
        assertTrue(left("-sizes.json").contains("\"sizes\""));
    }

    @Test
    void without_rounds_there_is_nothing_to_run() {
        assertEquals(2, bench(List.of(new Sizes()), "sizes", "--rounds", "0"));
    }
}
