package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import lapidary.host.TestServer;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryShortage;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import lapidary.host.wasm.ValueType;
import lapidary.host.wasm.WorkingMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that would take more of the host than their size tells. */
class ModuleBoundsTest {
    private static final Signatures ROOMY = new Signatures(512 << 10, 32 << 20);

    /** From this number on, lists of parameters are of no common kind. */
    private static final int UNCOMMON = 1 << 12;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8 functions of 7.6 MB",
                "60 MB of code in functions of 10 KB",
                "100 functions, blocks nested 9 900 deep",
                "60 MB of tables of branches",
                "20 MB of types",
                "10 000 exports, 55 MB of names",
                "10 000 000 elements, passive",
                "100 tables of 100 000 elements",
            })
    void what_takes_too_much_is_refused_while_it_is_read(String name) {
        byte[] module = Objects.requireNonNull(LargeModules.all().get(name)).get();
        var refused =
                assertThrows(
                        CallerException.class,
                        () -> new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code(), refused.getMessage());
        assertTrue(refused.details().containsKey("limit"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one function of 7.6 MB", "7 MB of tables of branches"})
    void code_that_is_too_large_to_compile_is_refused(String name) {
        var refused = assertThrows(CallerException.class, () -> load(name, MemoryBudget.UNLIMITED));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code(), refused.getMessage());
    }

    @Test
    void a_load_that_the_budget_cannot_hold_is_not_begun() {
        var budget = new MemoryBudget(10 << 20);
        assertThrows(MemoryShortage.class, () -> load("1 MB of code in functions of 1 KB", budget));
        assertEquals(0, budget.used());
    }

    @Test
    void when_much_was_looked_at_to_outline_functions_those_that_follow_stay_whole() {
        var first = new MeteringRewriter(ModuleLimits.PUBLISHED);
        int one = first.rewrite(LargeModules.outlined(1, 0)).bytes().length;
        int many = first.rewrite(LargeModules.outlined(39, 0)).bytes().length;
        int whole = LargeModules.outlined(39, 0).length;
        assertTrue(one > LargeModules.outlined(1, 0).length + 5_000, "outlined: " + one);
        assertTrue(many < whole + 39 * 5_000, "most are not: " + many);
    }

    @Test
    void what_is_held_to_outline_a_function_is_asked_for_and_given_back() {
        var asked = new Asked();
        var rewriter = new MeteringRewriter(ModuleLimits.PUBLISHED);
        rewriter.rewrite(LargeModules.outlined(3, 0), asked);
        assertEquals(0, asked.now);
        assertTrue(asked.most > 45 << 20 && asked.most <= 50 << 20, "asked for " + asked.most);
        var none = new Asked();
        rewriter.rewrite(LargeModules.functions(10, 4_000), none);
        assertEquals(0, none.most);
    }

    private static final class Asked implements WorkingMemory {
        private long now;
        private long most;

        @Override
        public void take(long bytes) {
            now += bytes;
            most = Math.max(most, now);
        }

        @Override
        public void give(long bytes) {
            now -= bytes;
        }
    }

    @Test
    void a_loaded_module_is_claimed_until_the_last_who_has_it_gives_it_back() {
        var budget = new MemoryBudget(1L << 30);
        var module = load("60 MB in one data segment", budget);
        assertEquals(module.bytes(), budget.used());
        assertTrue(module.bytes() > 60 << 20, "its data: " + module.bytes());
        module.retain();
        module.release();
        assertEquals(module.bytes(), budget.used());
        module.release();
        assertEquals(0, budget.used());
    }

    @Test
    void classes_of_modules_that_nobody_has_are_unloaded() throws Exception {
        var classes = ManagementFactory.getClassLoadingMXBean();
        long before = classes.getUnloadedClassCount();
        int modules = 40;
        for (int module = 0; module < modules; module++) {
            var guest =
                    Guests.start(
                            Guests.load(
                                    LargeModules.functions(1 + module, 100), Engine.Mode.COMPILED),
                            (_, _) -> (_, _) -> 0);
            guest.call("fetch");
        }
        for (int round = 0; round < 50 && unloaded(before) < 2L * modules; round++) {
            System.gc();
            Thread.sleep(20);
        }
        assertTrue(unloaded(before) >= 2L * modules, unloaded(before) + " classes were unloaded");
    }

    private static long unloaded(long before) {
        return ManagementFactory.getClassLoadingMXBean().getUnloadedClassCount() - before;
    }

    @Test
    void a_module_with_too_many_signatures_is_refused_whatever_was_loaded_before() {
        var signatures = new Signatures(30_000, 72_000);
        signatures.requireFew(types(10, 0));
        for (int half = 0; half < 2; half++) {
            signatures.admit(types(10, 10 * half));
        }
        var refused =
                assertThrows(CallerException.class, () -> signatures.requireFew(types(20, 0)));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code());
        assertEquals(30_000L, refused.details().get("limit"));
    }

    @Test
    void signatures_of_all_modules_are_bounded() {
        var signatures = new Signatures(30_000, 72_000);
        signatures.admit(types(10, 0));
        signatures.admit(types(10, 100));
        signatures.admit(types(10, 200));
        var refused = assertThrows(LimitException.class, () -> signatures.admit(types(10, 300)));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        signatures.admit(types(10, 100)); // known already
    }

    @Test
    void a_type_that_no_function_has_counts_as_well() {
        var module = new ModuleBuilder().type(":").function(0, 0x0b);
        parameters(UNCOMMON, 1_000).forEach(letters -> module.type(letters + ":"));
        var refused =
                assertThrows(
                        CallerException.class,
                        () -> load(module, Engine.Mode.COMPILED, Signatures.OF_JVM));
        assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "hostile", "page"})
    void what_programs_have_fits_whatever_others_have_used_up(String guest) {
        var full = new Signatures(512 << 10, 1);
        var metered = Guests.rewriter(Engine.Mode.COMPILED).rewrite(TestServer.guest(guest));
        new Engine(MemoryBudget.UNLIMITED, full)
                .load(metered, Engine.Mode.COMPILED, CompiledCache.NONE)
                .release();
    }

    @Test
    void all_that_is_not_counted_is_a_small_part_of_what_is() {
        var common = new HashSet<String>();
        for (int length = 0; length <= 16; length++) {
            common.add("i".repeat(length));
        }
        addAll(common, "", "il", 8);
        addAll(common, "", "ilfd", 4);
        assertEquals(829, common.size());
        var full = new Signatures(1, 1);
        var types = common.stream().map(ModuleBoundsTest::type).toList();
        full.admit(types);
        // The bound of a module is looked at first, so that it tells their size.
        var refused = assertThrows(CallerException.class, () -> full.requireFew(types));
        assertTrue(String.valueOf(refused.getMessage()).contains(" 1427400 bytes"));
    }

    private static void addAll(Set<String> lists, String list, String letters, int longest) {
        lists.add(list);
        if (list.length() < longest) {
            letters.chars().forEach(c -> addAll(lists, list + (char) c, letters, longest));
        }
    }

    @Test
    void a_module_is_compiled_or_refused_and_never_interpreted_instead() {
        for (Engine.Mode mode : Guests.MODES) {
            var refused =
                    assertThrows(CallerException.class, () -> withSignatures(4_000, mode, ROOMY));
            assertEquals(ErrorCode.MODULE_LIMIT_EXCEEDED, refused.code());
        }
        var full = new Signatures(512 << 10, 1_000);
        var refused =
                assertThrows(
                        LimitException.class, () -> withSignatures(10, Engine.Mode.COMPILED, full));
        assertEquals(ErrorCode.OVERLOADED, refused.code());
        withSignatures(10, Engine.Mode.INTERPRETED, full); // which makes no adapters
        withSignatures(10, Engine.Mode.COMPILED, ROOMY);
    }

    /** Loads a module of so many functions, no two with the same parameters. */
    private static void withSignatures(int count, Engine.Mode mode, Signatures signatures) {
        var module = new ModuleBuilder();
        for (String letters : parameters(UNCOMMON, count)) {
            module.type(letters + ":");
        }
        IntStream.range(0, count).forEach(type -> module.function(type, 0x0b));
        load(module, mode, signatures);
    }

    private static void load(ModuleBuilder module, Engine.Mode mode, Signatures signatures) {
        new Engine(MemoryBudget.UNLIMITED, signatures)
                .load(Guests.rewriter(mode).rewrite(module.build()), mode, CompiledCache.NONE)
                .release();
    }

    private static List<FunctionType> types(int count, int first) {
        return parameters(UNCOMMON + first, count).stream().map(ModuleBoundsTest::type).toList();
    }

    private static FunctionType type(String letters) {
        return new FunctionType(
                letters.chars().mapToObj(ModuleBoundsTest::valueType).toList(), List.of());
    }

    private static ValueType valueType(int letter) {
        return switch (letter) {
            case 'i' -> ValueType.I32;
            case 'l' -> ValueType.I64;
            case 'f' -> ValueType.F32;
            default -> ValueType.F64;
        };
    }

    /** Lists of parameters that are the bits of numbers. */
    private static List<String> parameters(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(n -> Integer.toBinaryString(n).replace('0', 'i').replace('1', 'l'))
                .toList();
    }

    private static CompiledModule load(String name, MemoryBudget budget) {
        byte[] module = Objects.requireNonNull(LargeModules.all().get(name)).get();
        var metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(module);
        return new Engine(budget).load(metered, Engine.Mode.COMPILED, CompiledCache.NONE);
    }
}
