package lapidary.host.module;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.error.Seconds;
import lapidary.host.memory.Reclaimer;
import lapidary.host.module.ModuleLoader.Source;
import org.jspecify.annotations.Nullable;

/**
 * The modules that are ready to run, as many as fit a number of bytes, the least recently used
 * dropped first; instances that run keep theirs. Each is made once, however many ask for it at the
 * same time; one that cannot be made is tried afresh each time. Thread-safe.
 */
final class LoadedModules implements Reclaimer {
    /** How long one waits for a module that is being made; it goes on being made. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final Function<Source, CompletableFuture<LoadedModule>> loader;
    private final long bytesMax;
    private final Duration waitMax;
    private final Map<Digest, CompletableFuture<LoadedModule>> modules =
            new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    LoadedModules(Function<Source, CompletableFuture<LoadedModule>> loader, long bytesMax) {
        this(loader, bytesMax, WAIT_MAX);
    }

    LoadedModules(
            Function<Source, CompletableFuture<LoadedModule>> loader,
            long bytesMax,
            Duration waitMax) {
        this.loader = loader;
        this.bytesMax = bytesMax;
        this.waitMax = waitMax;
    }

    /**
     * A module, loaded if need be.
     *
     * @throws LimitException with {@code OVERLOADED} if that takes long: it goes on, ask again
     */
    LoadedModule get(Source source) {
        var future = future(source);
        try {
            return future.get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (TimeoutException e) {
            throw new LimitException(
                    ErrorCode.OVERLOADED,
                    "the module is still being compiled, after "
                            + Seconds.of(waitMax)
                            + "; try again later",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LimitException(ErrorCode.OVERLOADED, "the server is stopping", e);
        }
    }

    /** How many are loaded, or being loaded. */
    int size() {
        synchronized (modules) {
            return modules.size();
        }
    }

    /** One that is loaded already, for which nothing needs to be read. */
    @Nullable LoadedModule ready(Digest digest) {
        synchronized (modules) {
            var future = modules.get(digest);
            return future != null && future.state() == State.SUCCESS ? future.resultNow() : null;
        }
    }

    private CompletableFuture<LoadedModule> future(Source source) {
        var made = new CompletableFuture<LoadedModule>();
        synchronized (modules) {
            var known = modules.putIfAbsent(source.digest(), made);
            if (known != null) {
                return known;
            }
        }
        begin(source, made); // without the lock: it may have to let go of other modules
        return made;
    }

    private void begin(Source source, CompletableFuture<LoadedModule> made) {
        try {
            var _ =
                    loader.apply(source)
                            .whenComplete((module, failure) -> {
                                if (failure == null) {
                                    keep(module);
                                    made.complete(module);
                                } else {
                                    forget(source.digest(), made);
                                    made.completeExceptionally(failure);
                                }
                            });
        } catch (RuntimeException e) {
            forget(source.digest(), made);
            made.completeExceptionally(e);
        }
    }

    private void forget(Digest digest, CompletableFuture<LoadedModule> future) {
        synchronized (modules) {
            modules.remove(digest, future);
        }
    }

    private void keep(LoadedModule module) {
        List<LoadedModule> dropped;
        synchronized (modules) {
            bytes += module.compiled().bytes();
            dropped = dropUntil(bytesMax);
        }
        dropped.forEach(one -> one.compiled().release());
    }

    @Override
    public void reclaim(long wanted) {
        List<LoadedModule> dropped;
        synchronized (modules) {
            dropped = dropUntil(Math.max(0, bytes - wanted));
        }
        dropped.forEach(one -> one.compiled().release());
    }

    /** Those that are still being made stay. */
    private List<LoadedModule> dropUntil(long bytesLeft) {
        List<LoadedModule> dropped = new ArrayList<>();
        var oldest = modules.values().iterator();
        while (bytes > bytesLeft && oldest.hasNext()) {
            var future = oldest.next();
            if (future.state() == State.SUCCESS) {
                var module = future.resultNow();
                oldest.remove();
                bytes -= module.compiled().bytes();
                dropped.add(module);
            }
        }
        return dropped;
    }

    private static RuntimeException rethrown(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return switch (cause) {
            case HostException e -> e;
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }
}
