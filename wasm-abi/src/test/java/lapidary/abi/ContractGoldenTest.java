package lapidary.abi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Holds what guests in the field were compiled against. After adding to the contract, copy {@code
 * target/contract.txt} over the golden file; a line that goes or changes breaks guests.
 */
final class ContractGoldenTest {
    @Test
    void the_contract_is_what_it_was() {
        var expected = golden();
        var actual = ContractText.lines();
        if (!expected.equals(actual)) {
            write(Path.of("target", "contract.txt"), actual);
            fail("the contract changed:\n" + String.join("\n", diff(expected, actual)));
        }
    }

    @Test
    void a_changed_line_shows_as_one_gone_and_one_new() {
        assertEquals(List.of("- b", "+ c"), diff(List.of("a", "b"), List.of("a", "c")));
    }

    private static List<String> diff(List<String> expected, List<String> actual) {
        var lines = new ArrayList<String>();
        expected.stream().filter(line -> !actual.contains(line)).forEach(l -> lines.add("- " + l));
        actual.stream().filter(line -> !expected.contains(line)).forEach(l -> lines.add("+ " + l));
        return lines.isEmpty() ? List.of("only the order of the lines") : lines;
    }

    private static List<String> golden() {
        try (var in = ContractGoldenTest.class.getResourceAsStream("contract.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
