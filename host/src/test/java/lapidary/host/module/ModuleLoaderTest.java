package lapidary.host.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletionException;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.Engine;
import lapidary.host.engine.LargeModules;
import lapidary.host.error.ErrorCode;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryShortage;
import lapidary.host.module.ModuleLoader.Source;
import org.junit.jupiter.api.Test;

class ModuleLoaderTest {
    @Test
    void what_cannot_be_held_to_outline_a_function_is_overloaded() {
        byte[] small = LargeModules.functions(1, 4_000);
        byte[] outlined = LargeModules.outlined(1, 0);
        var budget = new MemoryBudget(40 << 20);
        try (var loader = loader(budget)) {
            loader.load(source(small)).join().compiled().release();
            var load = loader.load(source(outlined));
            var failed = assertThrows(CompletionException.class, load::join);
            var shortage = assertInstanceOf(MemoryShortage.class, failed.getCause());
            assertEquals(ErrorCode.OVERLOADED, shortage.code());
        }
        assertEquals(0, budget.used());
    }

    @Test
    void what_is_held_to_load_a_module_is_given_back() {
        var budget = new MemoryBudget(200 << 20);
        try (var loader = loader(budget)) {
            loader.load(source(LargeModules.outlined(1, 0))).join().compiled().release();
        }
        assertEquals(0, budget.used());
    }

    private static ModuleLoader loader(MemoryBudget budget) {
        return new ModuleLoader(
                new Engine(budget), Engine.Mode.COMPILED, CompiledCache.NONE, budget);
    }

    private static Source source(byte[] bytes) {
        return new Source(Digest.of(bytes), bytes.length, () -> bytes);
    }
}
