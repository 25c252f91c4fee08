package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/security.md to the tests: what it says is tried is tried by a test that is there. */
final class SecurityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT|Fuzz|Hammer))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    @Test
    void every_test_that_it_names_is_there() throws IOException {
        var missing = named();
        assertTrue(missing.size() > 20, "it names " + missing);
        missing.removeAll(there());
        assertEquals(Set.of(), missing);
    }

    @Test
    void every_page_that_it_points_to_is_there() throws IOException {
        var links = LINK.matcher(Files.readString(PAGE)).results().map(found -> found.group(1));
        var missing =
                links.filter(link -> !Files.exists(PAGE.resolveSibling(link)))
                        .collect(Collectors.toSet());
        assertEquals(Set.of(), missing);
    }

    private static Set<String> named() throws IOException {
        return NAME.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> there() throws IOException {
        try (var files = Files.walk(TESTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
