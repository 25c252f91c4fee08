package lapidary.host.module;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lapidary.host.engine.CompiledCache;
import lapidary.host.engine.Engine;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;
import lapidary.host.wasm.WorkingMemory;

/**
 * Checks, meters and compiles modules on threads of its own, so that no request's thread is kept
 * from other requests for it. Two check and compile what is small; what takes long to compile is
 * compiled by a third, one at a time. Thread-safe.
 */
final class ModuleLoader implements AutoCloseable {
    /** Compiled where it was checked: half a second at most. */
    private static final long SMALL_UNITS_MAX = 512 << 10;

    private static final int CHECKING_THREADS = 2;
    private static final int WAITING_MAX = 128;
    private static final int STACK_BYTES = 64 << 20;

    /**
     * While a module is checked, there are it, its code, and all of it, rewritten, twice. What is
     * held for a large function is claimed when that is looked at.
     */
    private static final long COPIES = 4;

    /**
     * A module to be loaded.
     *
     * @param size of its bytes
     * @param bytes asked for on a loader's thread
     */
    record Source(Digest digest, long size, Supplier<byte[]> bytes) {}

    private record Checked(long size, MeteredModule metered) {}

    private final Engine engine;
    private final Engine.Mode mode;
    private final CompiledCache cache;
    private final MemoryBudget budget;
    private final ThreadPoolExecutor checking = threads("module-check", CHECKING_THREADS);
    private final ThreadPoolExecutor compiling = threads("module-compile", 1);

    ModuleLoader(Engine engine, Engine.Mode mode, CompiledCache cache, MemoryBudget budget) {
        this.engine = engine;
        this.mode = mode;
        this.cache = cache;
        this.budget = budget;
    }

    private static ThreadPoolExecutor threads(String name, int count) {
        var pool =
                new ThreadPoolExecutor(
                        count,
                        count,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        task -> {
                            var thread = new Thread(null, task, name, STACK_BYTES);
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Begins to load a module. What it holds meanwhile is claimed, whoever waits for it or not.
     *
     * @throws LimitException with {@code OVERLOADED} if too many wait, or the memory is short
     */
    CompletableFuture<LoadedModule> load(Source source) {
        var claim = budget.claim(source.size());
        try {
            return CompletableFuture.supplyAsync(() -> check(source, claim), checking)
                    .thenComposeAsync(checked -> compile(source.digest(), checked), Runnable::run)
                    .whenComplete((_, _) -> claim.close());
        } catch (RejectedExecutionException e) {
            claim.close();
            throw overloaded(e);
        }
    }

    private Checked check(Source source, MemoryClaim claim) {
        claim.add((COPIES - 1) * source.size());
        byte[] wasm = source.bytes().get();
        var metered =
                new MeteringRewriter(ModuleLimits.PUBLISHED).rewrite(wasm, claimedFrom(claim));
        new AbiCheck(metered.facts()).run();
        return new Checked(wasm.length, metered);
    }

    private static WorkingMemory claimedFrom(MemoryClaim claim) {
        return new WorkingMemory() {
            @Override
            public void take(long bytes) {
                claim.add(bytes);
            }

            @Override
            public void give(long bytes) {
                claim.subtract(bytes);
            }
        };
    }

    private CompletableFuture<LoadedModule> compile(Digest digest, Checked checked) {
        boolean isSmall = checked.metered().size().compileUnits() <= SMALL_UNITS_MAX;
        Executor executor = isSmall ? Runnable::run : compiling;
        try {
            return CompletableFuture.supplyAsync(() -> compiled(digest, checked), executor);
        } catch (RejectedExecutionException e) {
            throw overloaded(e);
        }
    }

    private LoadedModule compiled(Digest digest, Checked checked) {
        var metered = checked.metered();
        var compiled = engine.load(metered, mode, cache);
        return new LoadedModule(digest, checked.size(), metered.facts(), compiled);
    }

    private static LimitException overloaded(RejectedExecutionException e) {
        return new LimitException(
                ErrorCode.OVERLOADED,
                WAITING_MAX + " modules are waiting to be loaded already; try again later",
                e);
    }

    /** Begins no more loads; what is being compiled is dropped with the process. */
    @Override
    public void close() {
        checking.shutdownNow();
        compiling.shutdownNow();
    }
}
