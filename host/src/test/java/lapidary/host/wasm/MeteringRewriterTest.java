package lapidary.host.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import lapidary.abi.InstructionPrices;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeteringRewriterTest {
    private static final int END = 0x0b;

    private final MeteringRewriter rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);

    @Test
    void the_smallest_module_gets_a_meter_and_a_memory_to_keep_it_with() {
        MeteredModule metered = rewriter.rewrite(new ModuleBuilder().build());
        assertEquals(0, metered.fuelGlobal());
        assertEquals(1, metered.stackGlobal());
        assertEquals(0, metered.refuelFunction());
        // what comes out is a module again
        DecodedModule decoded = ModuleReader.read(metered.bytes());
        assertEquals(1, decoded.imports.size());
        assertEquals(2, decoded.exports.size());
        assertEquals(0, decoded.memories.get(0).maximum().orElseThrow());
    }

    @Test
    void the_same_module_is_rewritten_to_the_same_bytes() {
        byte[] module = KernelBytes.read();
        assertArrayEquals(rewriter.rewrite(module).bytes(), rewriter.rewrite(module).bytes());
    }

    @Test
    void what_was_rewritten_is_valid_but_for_the_reserved_names() {
        byte[] rewritten = rewriter.rewrite(KernelBytes.read()).bytes();
        DecodedModule decoded = ModuleReader.read(rewritten);
        var locals = new LocalsReader();
        for (int defined = 0; defined < decoded.bodies.size(); defined++) {
            FunctionValidator.validate(decoded, defined, locals);
        }
        refused(ErrorCode.MODULE_INVALID, rewritten);
    }

    @Test
    void functions_are_counted_anew_wherever_they_are_named() {
        byte[] module =
                new ModuleBuilder()
                        .type(":")
                        .importFunction("env", "abort", 0)
                        .function(0, 0x10, 0, 0x10, 1, 0xd2, 1, 0x1a, END)
                        .table(1)
                        .global('F', 0xd2, 1, END)
                        .export("fetch", 1)
                        .start(1)
                        .elements(0, 1)
                        .build();
        MeteredModule metered = rewriter.rewrite(module);
        DecodedModule decoded = ModuleReader.read(metered.bytes());
        assertEquals(1, metered.refuelFunction());
        assertEquals(2, decoded.start.orElseThrow());
        assertEquals(2, decoded.exports.get(0).index());
        assertEquals(List.of(0, 2), decoded.elements.get(0).functions());
        assertEquals(2, decoded.globalValues.get(0).function());
        assertEquals("function 1", metered.functionName(2));
        assertEquals("function 0", metered.functionName(0));
    }

    @Test
    void facts_are_about_the_module_before_it_was_rewritten() {
        byte[] module =
                new ModuleBuilder()
                        .type("i:i")
                        .type(":")
                        .importFunction("facet_sql", "close", 0)
                        .function(1, END)
                        .memory(3, 9)
                        .table(7)
                        .export("fetch", 1)
                        .exportMemory("memory")
                        .build();
        ModuleFacts facts = rewriter.rewrite(module).facts();
        assertEquals(1, facts.imports().size());
        assertEquals("close", facts.imports().get(0).name());
        assertEquals(2, facts.functions().size());
        assertEquals(Optional.of(FunctionType.NONE), facts.exportedFunction("fetch"));
        assertEquals(Optional.empty(), facts.exportedFunction("memory"));
        assertTrue(facts.exportsMemory("memory"));
        assertEquals(3, facts.memory().orElseThrow().minimum());
        assertEquals(9, facts.memory().orElseThrow().maximum().orElseThrow());
        assertEquals(7, facts.tables().get(0).limits().minimum());
        assertFalse(facts.hasStart());
    }

    @Test
    void names_come_from_the_name_section_and_an_ill_formed_one_does_no_harm() {
        byte[] named =
                ModuleBuilder.only(0, 4, 'n', 'a', 'm', 'e', 1, 7, 1, 5, 4, 'm', 'a', 'i', 'n');
        assertEquals("main", rewriter.rewrite(named).facts().names().of(5));
        byte[] broken = ModuleBuilder.only(0, 4, 'n', 'a', 'm', 'e', 1, 7, 99, 5, 4, 'm', 'a');
        assertEquals("function 5", rewriter.rewrite(broken).facts().names().of(5));
    }

    @ParameterizedTest
    @CsvSource({
        "SIMD, 0xfd 0x0c",
        "threads, 0xfe 0x03 0x00",
        "tail calls, 0x12 0x00",
        "exception handling, 0x06 0x40",
        "exception handling, 0x1f 0x40",
        "typed function references, 0x14 0x00",
        "garbage collection, 0xfb 0x00",
        "multi-memory, 0x3f 0x01",
        "opcode 0xff, 0xff",
        "opcode 0x27, 0x27",
        "opcode 0xfc 0x12, 0xfc 0x12"
    })
    void an_instruction_that_we_do_not_offer_is_named_with_its_offset(String feature, String code) {
        int[] bytes =
                java.util.Arrays.stream(code.split(" ", -1)).mapToInt(Integer::decode).toArray();
        byte[] module = new ModuleBuilder().type(":").memory(1).function(0, bytes).build();
        CallerException refusal = refused(ErrorCode.MODULE_FEATURE_UNSUPPORTED, module);
        assertEquals(feature, refusal.details().get("feature"));
        int first =
                new String(module, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .lastIndexOf((char) bytes[0]);
        Object offset = refusal.details().get("offset");
        long expected = feature.equals("multi-memory") ? first + 1 : first;
        assertEquals(expected, offset);
    }

    @Test
    void a_type_that_we_do_not_offer_is_named() {
        assertFeature("SIMD", ModuleBuilder.only(1, 1, 0x60, 1, 0x7b, 0));
        assertFeature("garbage collection", ModuleBuilder.only(1, 1, 0x5f, 0));
        assertFeature("garbage collection", ModuleBuilder.only(1, 1, 0x60, 1, 0x6e, 0));
        assertFeature("typed function references", ModuleBuilder.only(1, 1, 0x60, 1, 0x64, 0, 0));
        assertFeature("exception handling", ModuleBuilder.only(1, 1, 0x60, 1, 0x69, 0));
        assertFeature("threads", ModuleBuilder.only(5, 1, 3, 1, 1));
        assertFeature("memory64", ModuleBuilder.only(5, 1, 4, 1));
        assertFeature("multi-memory", ModuleBuilder.only(5, 2, 0, 1, 0, 1));
        assertFeature("64-bit tables", ModuleBuilder.only(4, 1, 0x70, 4, 1));
        assertFeature("typed function references", ModuleBuilder.only(4, 1, 0x40, 0, 0x70, 0, 1));
        assertFeature("exception handling", ModuleBuilder.only(13, 0));
        assertFeature(
                "extended constant expressions",
                ModuleBuilder.only(6, 1, 0x7f, 0, 0x41, 1, 0x41, 2, 0x6a, END));
        byte[] component = {0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0};
        assertFeature("component model", component);
    }

    private void assertFeature(String feature, byte[] module) {
        CallerException refusal = refused(ErrorCode.MODULE_FEATURE_UNSUPPORTED, module);
        assertEquals(feature, refusal.details().get("feature"));
    }

    @Test
    void a_type_error_has_the_offset_of_its_instruction() {
        byte[] module = new ModuleBuilder().type(":").function(0, 0x41, 1, 0x50, 0x1a, END).build();
        CallerException refusal = refused(ErrorCode.MODULE_INVALID, module);
        assertEquals((long) module.length - 3, refusal.details().get("offset"));
    }

    @Test
    void counts_beyond_their_limit_are_refused_before_anything_is_made_for_them() {
        byte[] types = ModuleBuilder.only(1, 0xff, 0xff, 0xff, 0xff, 0x0f);
        assertEquals(100_000L, limit(types));
        byte[] parameters = ModuleBuilder.only(1, 1, 0x60, 0x79);
        assertEquals(120L, limit(parameters));
        byte[] within = ModuleBuilder.only(1, 0xa0, 0x8d, 6); // 100 000 types, none of them there
        refused(ErrorCode.MODULE_INVALID, within);
    }

    private long limit(byte[] module) {
        Object limit = refused(ErrorCode.MODULE_LIMIT_EXCEEDED, module).details().get("limit");
        return ((Number) java.util.Objects.requireNonNull(limit)).longValue();
    }

    @Test
    void locals_are_limited() {
        byte[] module = new ModuleBuilder().type(":").function(0, END).build();
        rewriter.rewrite(withBody(module, 1, 0xc8, 0x86, 3, 0x7f, END)); // 49 992 of i32
        byte[] more = withBody(module, 1, 0xc9, 0x86, 3, 0x7f, END);
        assertEquals(49_992L, limit(more));
    }

    private static byte[] withBody(byte[] module, int... body) {
        var out = new BinaryWriter().bytes(module, 0, module.length - 6);
        var code = new BinaryWriter().u32(1).u32(body.length);
        for (int value : body) {
            code.u8(value);
        }
        return out.u8(SectionId.CODE).sized(code).toByteArray();
    }

    @Test
    void a_memory_or_table_that_begins_beyond_the_limit_is_refused() {
        rewriter.rewrite(new ModuleBuilder().memory(2048).build());
        byte[] memory = new ModuleBuilder().memory(2049).build();
        assertEquals(128L << 20, limit(memory));
        rewriter.rewrite(new ModuleBuilder().table(100_000).build());
        byte[] table = new ModuleBuilder().table(100_001).build();
        assertEquals(100_000L, limit(table));
    }

    @Test
    void what_the_rewriter_adds_cannot_be_taken_by_a_guest() {
        byte[] export =
                new ModuleBuilder().type(":").function(0, END).export("lapidary.fuel", 0).build();
        refused(ErrorCode.MODULE_INVALID, export);
        byte[] imported =
                new ModuleBuilder().type(":").importFunction("lapidary", "refuel", 0).build();
        refused(ErrorCode.MODULE_IMPORT_UNKNOWN, imported);
    }

    @Test
    void every_instruction_that_is_accepted_has_a_price() {
        int accepted = 0;
        for (int opcode = 0; opcode < 256; opcode++) {
            if (opcode != Opcodes.PREFIX_MORE && isRead(opcode)) {
                assertTrue(InstructionPrices.sixteenths(opcode) > 0, "opcode " + opcode);
                accepted++;
            }
        }
        for (int sub = 0; sub <= 17; sub++) {
            assertTrue(InstructionPrices.sixteenthsPrefixed(sub) > 0);
            accepted++;
        }
        assertEquals(183 + 18, accepted);
    }

    private static boolean isRead(int... code) {
        byte[] bytes = new byte[32];
        for (int index = 0; index < code.length; index++) {
            bytes[index] = (byte) code[index];
        }
        bytes[1] = code[0] == 0x1c ? 1 : code[0] == 0xd0 ? 0x70 : bytes[1];
        bytes[2] = code[0] == 0x1c ? 0x7f : bytes[2];
        try {
            new Instruction().readFrom(new BinaryReader(bytes));
            return true;
        } catch (CallerException _) {
            return false;
        }
    }

    @Test
    void the_index_of_a_block_type_never_looks_like_a_value_type() {
        var builder = new ModuleBuilder();
        for (int type = 0; type < 128; type++) {
            builder.type(type == 127 ? ":ii" : ":");
        }
        // (block (type 127)) leaves two numbers
        byte[] module =
                builder.function(0, 0x02, 0xff, 0, 0x41, 1, 0x41, 2, END, 0x1a, 0x1a, END).build();
        DecodedModule decoded = ModuleReader.read(rewriter.rewrite(module).bytes());
        assertTrue(decoded.types.size() > 128);
        FunctionValidator.validate(decoded, 0, new LocalsReader());
        assertEquals(
                new FunctionType(List.of(), List.of(ValueType.I32, ValueType.I32)),
                decoded.types.getLast());
    }

    private CallerException refused(ErrorCode code, byte[] module) {
        CallerException refusal =
                assertThrows(CallerException.class, () -> rewriter.rewrite(module));
        assertEquals(code, refusal.code(), refusal.getMessage());
        assertTrue(refusal.details().containsKey("offset"));
        return refusal;
    }
}
