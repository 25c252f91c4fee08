package lapidary.host.module;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import lapidary.host.error.HostException;
import org.jspecify.annotations.Nullable;

/**
 * The modules that are ready to run, the least recently used dropped first; instances that run keep
 * theirs. Each is made once, however many ask for it at the same time; one that cannot be made is
 * tried afresh each time. Thread-safe.
 */
final class LoadedModules {
    private static final int MODULES_MAX = 256;

    private final Map<Digest, FutureTask<LoadedModule>> modules =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<Digest, FutureTask<LoadedModule>> eldest) {
                    return size() > MODULES_MAX;
                }
            };

    LoadedModule get(Digest digest, Supplier<LoadedModule> loader) {
        FutureTask<LoadedModule> task;
        synchronized (modules) {
            task = modules.computeIfAbsent(digest, _ -> new FutureTask<>(loader::get));
        }
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            synchronized (modules) {
                modules.remove(digest, task);
            }
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a module was compiled", e);
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case HostException e -> e;
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }
}
