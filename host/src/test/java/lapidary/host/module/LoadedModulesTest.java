package lapidary.host.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.Engine;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.module.ModuleLoader.Source;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import org.junit.jupiter.api.Test;

class LoadedModulesTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final MemoryBudget budget = new MemoryBudget(1 << 30);
    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void modules_are_kept_by_bytes_and_the_least_recently_used_goes_first() {
        long each = module(source(0)).compiled().bytes();
        long before = budget.used();
        var modules = new LoadedModules(this::load, 2 * each, WAIT);
        modules.get(source(1));
        modules.get(source(2));
        modules.get(source(1));
        modules.get(source(3));
        assertNotNull(modules.ready(source(1).digest()));
        assertNull(modules.ready(source(2).digest()));
        assertNotNull(modules.ready(source(3).digest()));
        assertEquals(2 * each, budget.used() - before);
        modules.reclaim(1);
        assertNull(modules.ready(source(1).digest()));
        assertEquals(each, budget.used() - before);
    }

    @Test
    void one_that_takes_long_is_overloaded_and_made_once_all_the_same() {
        var made = new CompletableFuture<LoadedModule>();
        var modules =
                new LoadedModules(
                        _ -> {
                            loads.incrementAndGet();
                            return made;
                        },
                        Long.MAX_VALUE,
                        Duration.ofMillis(1));
        for (int time = 0; time < 2; time++) {
            var slow = assertThrows(LimitException.class, () -> modules.get(source(1)));
            assertEquals(ErrorCode.OVERLOADED, slow.code());
            assertEquals(
                    "the module is still being compiled, after 0.001 s; try again later",
                    slow.getMessage());
        }
        made.complete(module(source(1)));
        assertEquals(source(1).digest(), modules.get(source(1)).digest());
        assertEquals(1, loads.get());
    }

    @Test
    void one_that_cannot_be_made_is_tried_afresh() {
        var modules =
                new LoadedModules(
                        _ -> {
                            loads.incrementAndGet();
                            return CompletableFuture.failedFuture(
                                    new CallerException(ErrorCode.MODULE_INVALID, "it is not"));
                        },
                        Long.MAX_VALUE,
                        WAIT);
        assertThrows(CallerException.class, () -> modules.get(source(1)));
        assertThrows(CallerException.class, () -> modules.get(source(1)));
        assertEquals(2, loads.get());
    }

    private CompletableFuture<LoadedModule> load(Source source) {
        return CompletableFuture.completedFuture(module(source));
    }

    private LoadedModule module(Source source) {
        var metered = new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(source.bytes().get());
        var compiled = new Engine(budget).load(metered, Engine.Mode.COMPILED, CompiledCache.NONE);
        return new LoadedModule(source.digest(), source.size(), metered.facts(), compiled);
    }

    /** Modules of one size. */
    private static Source source(int number) {
        byte[] bytes =
                new ModuleBuilder()
                        .type(":")
                        .function(0, 0x41, number, 0x1a, 0x0b)
                        .memory(1)
                        .exportMemory("memory")
                        .export("fetch", 0)
                        .build();
        return new Source(Digest.of(bytes), bytes.length, () -> bytes);
    }
}
