package lapidary.host.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a page expects is what is compared. */
final class TranscriptTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+)\\.md\\)");

    @Test
    void only_an_ellipsis_stands_for_other_text_and_only_within_its_line() {
        var expected = new Transcript(List.of("> sql SELECT .", "LIMIT …64…"));
        assertTrue(expected.covers(new Transcript(List.of("> sql SELECT .", "LIMIT 64"))));
        assertTrue(expected.covers(new Transcript(List.of("> sql SELECT .", "LIMIT is 64 of 64"))));
        assertFalse(expected.covers(new Transcript(List.of("> sql SELECT 1", "LIMIT 64"))));
        assertFalse(expected.covers(new Transcript(List.of("> sql SELECT .", "LIMIT 65"))));
        assertFalse(expected.covers(new Transcript(List.of("> sql SELECT ."))));
        assertFalse(expected.covers(new Transcript(List.of("> sql SELECT .", "LIMIT 64", "1"))));
    }

    @Test
    void a_page_has_the_tests_that_it_names_and_one_that_is_not_there_is_found_out() {
        var page =
                Page.parse(
                        "page",
                        List.of(
                                "## One",
                                "Shown by `TranscriptTest.a_page_has_each_sentence_with_all_its_blocks`"
                                        + " and `TranscriptTest.gone`"));
        var tests = page.sentences().getFirst().tests();
        NamedTest.require(tests.get(0));
        assertThrows(AssertionError.class, () -> NamedTest.require(tests.get(1)));
        assertThrows(AssertionError.class, () -> NamedTest.require("GoneTest.gone"));
        assertThrows(AssertionError.class, () -> NamedTest.require("NamedTest.require"));
    }

    @Test
    void a_page_has_each_sentence_with_all_its_blocks() {
        var page =
                Page.parse(
                        "page",
                        List.of(
                                "# Title",
                                "## One",
                                "```text",
                                "> trap",
                                "```",
                                "words",
                                "```text soon",
                                "> row",
                                "end",
                                "```",
                                "## Two"));
        assertEquals(List.of("One", "Two"), page.sentences().stream().map(s -> s.text()).toList());
        var blocks = page.sentences().getFirst().blocks();
        assertEquals(new Page.Block("text", 4, List.of("> trap")), blocks.getFirst());
        assertEquals(new Page.Block("text soon", 8, List.of("> row", "end")), blocks.getLast());
    }

    @Test
    void the_first_page_names_all_others() throws IOException {
        var named =
                LINK.matcher(Files.readString(Page.FOLDER.resolve("README.md")))
                        .results()
                        .map(link -> link.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 5, named.toString());
        assertEquals(named, Set.copyOf(Page.all().stream().map(Page::name).toList()));
    }
}
