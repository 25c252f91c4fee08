package lapidary.host.behaviour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of docs/behaviour. Each heading of the second level is a sentence; the blocks below it
 * show that it is true.
 *
 * <pre>{@code
 * ## A sentence                     what a facet of its own must do
 *
 * ```json                           start options of that facet, if it has any
 *
 * ```text                           an event: calls, each with its result below it
 * > kv.put 'a' '1'
 * ok
 *
 * ```text soon                      an event that is tried again until it has these results
 *
 * Shown by `FacetTreeIT.a_method`   tests that show it, where one facet alone cannot
 * }</pre>
 *
 * @param name its file's, without the ending
 */
record Page(String name, List<Sentence> sentences) {
    static final Path FOLDER = Path.of("..", "docs", "behaviour");
    private static final String END = ".md";
    private static final Pattern TEST = Pattern.compile("`(\\w+\\.\\w+)`");

    /**
     * @param line its heading's, from 1
     * @param tests that show it, as class and method
     */
    record Sentence(String text, int line, List<Block> blocks, List<String> tests) {}

    /**
     * @param kind what stands behind the fence: {@code json}, {@code text}, {@code text soon}
     * @param line its first, from 1
     */
    record Block(String kind, int line, List<String> lines) {}

    /** All of the folder but the one that explains them. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(END) && !name.equals("README.md")) {
                    String bare = name.substring(0, name.length() - END.length());
                    pages.add(parse(bare, Files.readAllLines(file)));
                }
            }
        }
        return pages;
    }

    Path file() {
        return FOLDER.resolve(name + END);
    }

    static Page parse(String name, List<String> lines) {
        List<Sentence> sentences = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.startsWith("## ")) {
                sentences.add(
                        new Sentence(
                                line.substring(3), at + 1, new ArrayList<>(), new ArrayList<>()));
            } else if (line.startsWith("Shown by ")) {
                TEST.matcher(line)
                        .results()
                        .forEach(named -> sentences.getLast().tests().add(named.group(1)));
            } else if (line.startsWith("```")) {
                int end = at + 1 + lines.subList(at + 1, lines.size()).indexOf("```");
                var block = new Block(line.substring(3), at + 2, lines.subList(at + 1, end));
                sentences.getLast().blocks().add(block);
                at = end;
            }
        }
        return new Page(name, sentences);
    }
}
