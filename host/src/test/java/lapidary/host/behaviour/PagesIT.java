package lapidary.host.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import lapidary.host.behaviour.Page.Block;
import lapidary.host.behaviour.Page.Sentence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each sentence of docs/behaviour is true of a real server: its events are sent, one by one. */
final class PagesIT {
    private static final Duration SOON_MAX = Duration.ofMinutes(1);

    @TempDir static Path dataDir;
    private static BehaveServer server;

    @BeforeAll
    static void start() {
        server = new BehaveServer(dataDir);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicContainer> pages() throws IOException {
        return Page.all().stream().map(PagesIT::container);
    }

    private static DynamicContainer container(Page page) {
        URI file = page.file().toUri();
        var tests =
                page.sentences().stream()
                        .map(sentence ->
                                DynamicTest.dynamicTest(
                                        sentence.text(), file, () -> run(page.name(), sentence)));
        return DynamicContainer.dynamicContainer(page.name(), file, tests);
    }

    /** In a facet of its own. */
    private static void run(String page, Sentence sentence) throws InterruptedException {
        String object = page + "-" + sentence.line();
        assertFalse(sentence.blocks().isEmpty() && sentence.tests().isEmpty(), "nothing shows it");
        sentence.tests().forEach(NamedTest::require);
        for (Block block : sentence.blocks()) {
            String place = page + ".md:" + block.line();
            switch (block.kind()) {
                case "json" -> {
                    String facet = "/v1/namespaces/behave/objects/" + object + "/facets/app";
                    server.http.put(facet, String.join("\n", block.lines())).isOk();
                }
                case "text" -> event(place, object, block, Duration.ZERO);
                case "text soon" -> event(place, object, block, SOON_MAX);
                default -> throw new AssertionError(place + ": what is " + block.kind() + "?");
            }
        }
    }

    private static void event(String place, String object, Block block, Duration patience)
            throws InterruptedException {
        var expected = new Transcript(block.lines());
        var actual = ask(object, expected);
        Instant end = Instant.now().plus(patience);
        while (!expected.covers(actual) && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            actual = ask(object, expected);
        }
        if (!expected.covers(actual)) {
            assertEquals(expected.toString(), actual.toString(), place);
        }
    }

    private static Transcript ask(String object, Transcript event) {
        try {
            return event.answered(server.run(object, event.script()));
        } catch (UncheckedIOException midway) {
            return event.brokenOff();
        }
    }
}
