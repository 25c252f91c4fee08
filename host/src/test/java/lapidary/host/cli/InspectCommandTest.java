package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class InspectCommandTest {
    private static final String HEADER = "0061736d01000000";
    private static final String TYPE = "01040160 0000";
    private static final String IMPORT_A_B = "0207 01 0161 0162 0000";
    private static final String FUNCTION = "03020100";
    private static final String MEMORY_1_TO_2 = "0504 01010102";
    private static final String CODE = "0a0401 02000b";

    /** (module (memory (export "memory") 1 2) (func (export "fetch"))) */
    private static final String FACET =
            HEADER + TYPE + FUNCTION + MEMORY_1_TO_2 + exports("00") + CODE;

    @TempDir private Path dir = Path.of("");

    private static String exports(String fetchIndex) {
        return "0712 02 066d656d6f7279 0200 056665746368 00" + fetchIndex;
    }

    private CommandRun inspect(String hex, String... more) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        Path file = Files.write(dir.resolve("module.wasm"), bytes);
        var arguments = new String[more.length + 3];
        arguments[0] = "module";
        arguments[1] = "inspect";
        arguments[2] = file.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void a_facet_is_described_and_would_be_taken() throws IOException {
        CommandRun run = inspect(FACET);
        assertEquals(0, run.status(), run.err());
        assertTrue(
                run.out().contains("memory     1 pages of 64 KiB at first, at most 2"), run.out());
        assertTrue(run.out().contains("exports    memory, fetch"), run.out());
        assertTrue(run.out().endsWith("verdict    would be taken\n"), run.out());
    }

    @Test
    void an_import_that_nobody_offers_is_named_and_refused() throws IOException {
        CommandRun run =
                inspect(
                        HEADER
                                + TYPE
                                + IMPORT_A_B
                                + FUNCTION
                                + MEMORY_1_TO_2
                                + exports("01")
                                + CODE);
        assertEquals(1, run.status());
        assertTrue(run.out().contains("imports    a: b (unknown)"), run.out());
        assertTrue(run.out().contains("verdict    refused, MODULE_IMPORT_UNKNOWN: "), run.out());
    }

    @Test
    void what_is_no_module_still_has_a_size_and_a_digest() throws IOException {
        CommandRun run = inspect(HEADER.substring(2));
        assertEquals(1, run.status());
        assertTrue(run.out().startsWith("size       7 bytes\ndigest     sha256:"), run.out());
        assertTrue(run.out().contains("verdict    refused, MODULE_INVALID: "), run.out());
    }

    @Test
    void with_json_output_a_refusal_has_its_code_and_offset() throws IOException {
        CommandRun run = inspect("ff", "--output", "json");
        assertEquals(1, run.status());
        JsonNode problem = Json.MAPPER.readTree(run.out()).path("problem");
        assertEquals("MODULE_INVALID", problem.path("code").asString());
        assertTrue(problem.path("offset").isIntegralNumber(), run.out());
    }

    @Test
    void a_file_that_is_not_there_is_wrong_usage() {
        assertEquals(2, CommandRun.of("module", "inspect", "no/such/file").status());
        assertEquals(2, CommandRun.of("module").status());
    }
}
