package lapidary.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/abi.md to the code: no function, price, limit or code is missing or differs. */
final class AbiPageTest {
    private static final String UNTIL_OFFERED = "importable; answers `DENIED` until offered";
    private static final Pattern OPCODES =
            Pattern.compile("`0x([0-9a-f]{2})(?:–0x([0-9a-f]{2}))?`");

    private final List<String> page = page();

    @Test
    void every_function_of_the_contract_has_its_heading_price_and_availability() {
        for (var function : AbiImports.all()) {
            if (function.availability() != Availability.STUB) {
                String facts = after("#### `" + function.signature() + "`");
                String price = "**" + grouped(Prices.offered(function)) + "**";
                assertTrue(facts.startsWith(price), function.signature() + " costs " + price);
                assertEquals(
                        function.availability() == Availability.LATER,
                        facts.contains(UNTIL_OFFERED),
                        function.signature());
            }
        }
    }

    @Test
    void every_stub_is_listed() {
        for (var function : AbiImports.all()) {
            if (function.availability() == Availability.STUB) {
                String line = function.signature().substring(AbiImports.WASI.length() + 1);
                assertTrue(page.contains(line), line);
            }
        }
    }

    @Test
    void the_page_promises_no_function_that_is_not_there() {
        var signatures = AbiImports.all().stream().map(AbiFunction::signature).toList();
        for (String line : page) {
            if (line.startsWith("#### `")) {
                String signature = line.substring("#### `".length(), line.length() - 1);
                assertTrue(signatures.contains(signature), signature);
            }
        }
    }

    @Test
    void every_limit_is_listed_with_its_value() {
        assertNumbersListed(Limits.class);
    }

    @Test
    void every_price_is_listed_with_its_value() {
        assertNumbersListed(Prices.class);
    }

    @Test
    void every_code_tag_and_errno_is_listed() {
        assertNumbersListed(ValueTag.class);
        assertNumbersListed(WasiErrno.class);
        for (var code : ResultCode.values()) {
            assertListed(code.name(), String.valueOf(code.number()));
        }
    }

    @Test
    void every_instruction_stands_in_the_row_of_its_price() {
        assertEquals(
                InstructionPricesTest.opcodes(),
                pricedOpcodes("| one byte |", InstructionPrices::sixteenths));
        var prefixed = new BitSet();
        prefixed.set(0, 8);
        prefixed.set(8, 18);
        assertEquals(prefixed, pricedOpcodes("| `0xfc` |", InstructionPrices::sixteenthsPrefixed));
    }

    @Test
    void every_export_is_listed() {
        for (String name : AbiExports.FUNCTIONS) {
            assertTrue(page.stream().anyMatch(line -> line.startsWith("| `" + name + "`")), name);
        }
    }

    private BitSet pricedOpcodes(String rowStart, IntUnaryOperator price) {
        var seen = new BitSet();
        for (String line : page) {
            if (line.startsWith(rowStart)) {
                int sixteenths =
                        Integer.parseInt(line.split("\\|", -1)[2].strip().replace(" ", ""));
                opcodes(line.substring(rowStart.length())).stream()
                        .peek(seen::set)
                        .forEach(op -> assertEquals(sixteenths, price.applyAsInt(op), line));
            }
        }
        return seen;
    }

    private static BitSet opcodes(String line) {
        var opcodes = new BitSet();
        var matcher = OPCODES.matcher(line);
        while (matcher.find()) {
            int first = Integer.parseInt(matcher.group(1), 16);
            String last = matcher.group(2);
            opcodes.set(first, (last == null ? first : Integer.parseInt(last, 16)) + 1);
        }
        return opcodes;
    }

    private void assertNumbersListed(Class<?> type) {
        ContractText.numbers(type).forEach((name, value) -> assertListed(name, grouped(value)));
    }

    private void assertListed(String name, String value) {
        var cells = Arrays.asList("`" + name + "`", value);
        assertTrue(
                page.stream().anyMatch(line -> cellsOf(line).containsAll(cells)),
                name + " with " + value);
    }

    private static List<String> cellsOf(String line) {
        return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    }

    private String after(String line) {
        int index = page.indexOf(line);
        assertTrue(index >= 0, "missing: " + line);
        return page.get(index + 1);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
    }

    private static List<String> page() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "abi.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
