package lapidary.host.facet;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The processor that a thread of the operating system runs on. A virtual thread that runs long is,
 * to the system, a carrier that never sleeps: threads that wake up on its processor, those of short
 * events and of clients, wait until its time slice is over, some milliseconds. {@link #offer} lets
 * them go first. Only where the system has {@code sched_yield}; elsewhere it does nothing.
 */
final class Processor {
    private static final @Nullable MethodHandle SCHED_YIELD = find();

    private Processor() {}

    /** Lets threads that are ready run on this processor; returns at once if there are none. */
    static void offer() {
        var yield = SCHED_YIELD;
        if (yield != null) {
            call(yield);
        }
    }

    private static void call(MethodHandle yield) {
        try {
            int _ = (int) yield.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // the launcher allows it, and without it nothing is lost
    private static @Nullable MethodHandle find() {
        var linker = Linker.nativeLinker();
        try {
            return linker.defaultLookup()
                    .find("sched_yield")
                    .map(function ->
                            linker.downcallHandle(
                                    function, FunctionDescriptor.of(ValueLayout.JAVA_INT)))
                    .orElse(null);
        } catch (IllegalCallerException _) {
            return null; // this JVM was told to keep to itself
        }
    }
}
