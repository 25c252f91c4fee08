package lapidary.host.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/compatibility.md to the tests: whatever it says is shown is shown by one. */
final class CompatibilityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
    private static final List<Path> TESTS =
            List.of(
                    Path.of("src", "test", "java"),
                    Path.of("..", "wasm-abi", "src", "test"),
                    Path.of("..", "guest-examples", "src", "test"));
    private static final Pattern CLASS = Pattern.compile("`(\\w+(?:Test|IT|Fuzz|Hammer|Run))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^##? (.*)$");
    private static final int COLUMNS = 4;

    @Test
    void every_test_that_it_names_is_there() throws IOException {
        var named = named(CLASS, Files.readString(PAGE));
        assertTrue(named.size() > 30, "it names " + named);
        named.removeAll(there());
        assertEquals(Set.of(), named);
    }

    @Test
    void every_page_and_heading_that_it_points_to_is_there() throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(PAGE)).results().toList()) {
            Path page = link.group(1).isEmpty() ? PAGE : PAGE.resolveSibling(link.group(1));
            assertTrue(Files.exists(page), link.group());
            if (link.group(2) != null) {
                assertTrue(headings(page).contains(link.group(2)), link.group());
            }
        }
    }

    @Test
    void what_is_there_on_our_side_is_shown_by_something() throws IOException {
        List<String> unshown = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (!line.startsWith("| ") || line.startsWith("| Theirs")) {
                continue;
            }
            String[] cells = line.substring(2).split(" ?(?<!\\\\)\\| ?", -1);
            assertEquals(COLUMNS + 1, cells.length, line);
            boolean isThere = !cells[1].matches("\\*\\*(missing|not yet)\\*\\*.*");
            if (cells[COLUMNS - 1].isBlank() && isThere) {
                unshown.add(line);
            }
        }
        assertEquals(List.of(), unshown);
    }

    private static Set<String> named(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As links spell them. */
    private static Set<String> headings(Path page) throws IOException {
        return named(HEADING, Files.readString(page)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Set<String> there() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path folder : TESTS) {
            try (var files = Files.walk(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> names.add(name.replace(".java", "")));
            }
        }
        return names;
    }
}
