package lapidary.host.engine;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lapidary.host.fuel.Fuel;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final int END = 0x0b;

    /** In memory; counts what it was asked. */
    private static final class MapCache implements CompiledCache {
        private final Map<String, byte[]> kept = new HashMap<>();
        private int hits;

        @Override
        public Optional<byte[]> get(String key) {
            hits += kept.containsKey(key) ? 1 : 0;
            return Optional.ofNullable(kept.get(key));
        }

        @Override
        public void put(String key, byte[] code) {
            kept.put(key, code);
        }
    }

    private final MapCache cache = new MapCache();
    private final MeteredModule kernels =
            new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(Kernels.bytes());

    private long[] run() {
        CompiledModule module = new Engine().load(kernels, Engine.Mode.COMPILED, cache);
        GuestInstance guest = Kernels.instantiate(module, Fuel.NONE);
        guest.tank().fill(Guests.PLENTY.units());
        guest.call("quicksort_small");
        return new long[] {Kernels.result(guest), guest.tank().used()};
    }

    @Test
    void a_module_from_the_cache_runs_as_one_just_compiled() {
        long[] first = run();
        assertEquals(1, cache.kept.size());
        assertEquals(0, cache.hits);
        assertArrayEquals(first, run());
        assertEquals(1, cache.hits);
    }

    @Test
    void the_same_module_is_compiled_to_the_same_bytes() {
        run();
        byte[] first = cache.kept.values().iterator().next();
        cache.kept.clear();
        run();
        assertArrayEquals(first, cache.kept.values().iterator().next());
    }

    @Test
    void a_corrupt_cache_entry_is_ignored_and_replaced() {
        long[] first = run();
        String key = cache.kept.keySet().iterator().next();
        byte[] good = cache.get(key).orElseThrow();
        byte[] flipped = good.clone();
        flipped[flipped.length / 2] ^= 1;
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 1);
        for (byte[] bad : java.util.List.of(new byte[0], new byte[40], flipped, cut)) {
            cache.kept.put(key, bad);
            assertArrayEquals(first, run());
            assertArrayEquals(good, cache.kept.get(key));
        }
    }

    @Test
    void functions_too_large_for_a_method_of_the_jvm_are_interpreted_and_agree() {
        // 20 000 times: store at 0 what is there, times three, plus one
        int[] large =
                code(c -> {
                    for (int step = 0; step < 20_000; step++) {
                        c.i32(0).i32(0).op(0x28, 2, 0).i32(3).op(0x6c).i32(1);
                        c.op(0x6a, 0x36, 2, 0);
                    }
                    c.op(END);
                });
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, large)
                        .function(0, 0x10, 0, 0x10, 0, END)
                        .memory(1)
                        .export("fetch", 1);
        GuestInstance compiled = Guests.start(module, Engine.Mode.COMPILED);
        compiled.call("fetch");
        GuestInstance interpreted = Guests.start(module, Engine.Mode.INTERPRETED);
        interpreted.call("fetch");
        int expected = 0;
        for (int step = 0; step < 40_000; step++) {
            expected = 3 * expected + 1;
        }
        assertEquals(expected, compiled.memory().readInt(0));
        assertEquals(expected, interpreted.memory().readInt(0));
        assertEquals(interpreted.tank().used(), compiled.tank().used());
        assertTrue(compiled.tank().used() > 40_000);
    }

    @Test
    void a_function_with_more_locals_than_a_method_of_the_jvm_agrees() {
        String locals = "l".repeat(40_000);
        // the last local is 7, the first stays 0; their sum is stored
        int[] body =
                code(c ->
                        c.i64(7)
                                .op(0x21, 0xbf, 0xb8, 2)
                                .i32(0)
                                .op(0x20, 0, 0x20, 0xbf, 0xb8, 2, 0x7c)
                                .op(0x37, 3, 0, END));
        var module =
                new ModuleBuilder()
                        .type(":")
                        .function(0, locals, body)
                        .memory(1)
                        .export("fetch", 0);
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("fetch");
            assertEquals(7, guest.memory().readLong(0));
        }
    }

    @Test
    void more_than_a_thousand_functions_of_one_type_with_wide_parameters_can_be_called() {
        var module = new ModuleBuilder().type("li:l").type(":");
        int count = 1_500;
        for (int function = 0; function < count; function++) {
            int index = function;
            module.function(0, code(c -> c.op(0x20, 0).i64(index).op(0x7c, END)));
        }
        int[] all = new int[count];
        java.util.Arrays.setAll(all, index -> index);
        module.function(
                        1,
                        code(c ->
                                c.i32(0).i64(40).i32(5).i32(1_400).op(0x11, 0, 0, 0x37, 3, 0, END)))
                .table(count)
                .elements(all)
                .memory(1)
                .export("fetch", count);
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("fetch");
            assertEquals(1_440, guest.memory().readLong(0));
        }
    }

    @Test
    void a_block_whose_type_has_an_ambiguous_index_runs() {
        var module = new ModuleBuilder();
        for (int type = 0; type < 65; type++) {
            module.type(type == 64 ? ":ii" : ":");
        }
        // (block (type 64)) leaves two numbers, whose difference is stored
        int[] body =
                code(c ->
                        c.i32(0)
                                .op(0x02, 0xc0, 0)
                                .i32(50)
                                .i32(8)
                                .op(END, 0x6b)
                                .op(0x36, 2, 0, END));
        module.function(0, body).memory(1).export("fetch", 0);
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("fetch");
            assertEquals(42, guest.memory().readInt(0));
        }
    }

    @Test
    void deeply_nested_blocks_run() {
        int depth = 9_990;
        int[] body =
                code(c -> {
                    for (int block = 0; block < depth; block++) {
                        c.op(0x02, 0x40);
                    }
                    c.i32(0).i32(7).op(0x36, 2, 0);
                    for (int block = 0; block <= depth; block++) {
                        c.op(END);
                    }
                });
        var module = new ModuleBuilder().type(":").function(0, body).memory(1).export("fetch", 0);
        for (Engine.Mode mode : Guests.MODES) {
            GuestInstance guest = Guests.start(module, mode);
            guest.call("fetch");
            assertEquals(7, guest.memory().readInt(0));
        }
    }
}
