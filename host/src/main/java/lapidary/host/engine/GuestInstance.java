package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import java.util.function.Supplier;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.fuel.Fuel;
import lapidary.host.memory.MemoryClaim;
import org.jspecify.annotations.Nullable;

/**
 * A module that runs: its memory, its globals, its fuel. Confined to the event's thread. After a
 * call that threw, what it holds is in no good state, and it is to be dropped: closed by whoever
 * had it made.
 */
public final class GuestInstance implements AutoCloseable {
    private static final long[] NO_ARGUMENTS = {};

    /** Of the thread's stack, what is counted with the instance, and what is claimed at once. */
    private static final long STACK_BYTES_FREE = 256 << 10;

    private static final long STACK_BYTES_STEP = 1 << 20;

    private final CompiledModule module;
    private final FlatMemory memory;
    private final MemoryClaim claim;
    private final FuelTank tank;
    private final Object context;
    private @Nullable Instance instance;
    private boolean isRunning;
    private boolean isClosed;
    private long stackClaimed;

    GuestInstance(
            CompiledModule module,
            FlatMemory memory,
            MemoryClaim claim,
            Object context,
            Fuel wakeBudget) {
        this.claim = claim;
        this.module = module;
        this.memory = memory;
        this.context = context;
        tank = new FuelTank(memory);
        tank.fill(wakeBudget.units());
    }

    /** Runs {@code instantiation}, which runs the module's start function if it has one. */
    void start(Supplier<Instance> instantiation) {
        guarded(() -> instance = instantiation.get());
    }

    /** What the host functions of this instance work on. */
    public <T> T context(Class<T> type) {
        return type.cast(context);
    }

    public FlatMemory memory() {
        return memory;
    }

    public FuelTank tank() {
        return tank;
    }

    /** Whether the module exports a function of that name that takes and returns nothing. */
    public boolean exports(String name) {
        return module.facts()
                .exportedFunction(name)
                .filter(type -> type.parameters().isEmpty() && type.results().isEmpty())
                .isPresent();
    }

    /**
     * Calls an export that takes and returns nothing, which burns from {@link #tank}.
     *
     * @throws GuestTrap if the guest trapped
     * @throws lapidary.host.fuel.OutOfFuel if it burned all that was in the tank
     * @throws RuntimeException whatever a host function threw, unchanged
     * @throws lapidary.host.error.HostException if the engine or the host failed
     */
    public void call(String export) {
        if (!exports(export)) {
            throw new IllegalArgumentException("the module exports no " + export + "()");
        }
        Instance running = instance();
        guarded(() -> running.export(export).apply(NO_ARGUMENTS));
    }

    private Instance instance() {
        Instance started = instance;
        if (started == null) {
            throw new IllegalStateException("the instance has not started");
        }
        return started;
    }

    private void guarded(Runnable code) {
        if (isRunning) {
            throw new FailureException(
                    ErrorCode.INTERNAL, "a host function called back into its guest");
        }
        isRunning = true;
        memory.stack = CallDepth.SLOTS;
        try {
            code.run();
        } catch (Throwable thrown) { // an edge: the engine throws errors, too
            throw translated(thrown);
        } finally {
            isRunning = false;
            claim.subtract(stackClaimed);
            stackClaimed = 0;
        }
        tank.settle();
    }

    /** Bills what was granted, unless the guest had just told us what is left. */
    private RuntimeException translated(Throwable thrown) {
        RuntimeException translated =
                Traps.translate(thrown, module.metered(), CompiledModule.machineOf(instance));
        if (!(thrown instanceof HostFunctionThrew) && !Traps.isUnreachable(translated)) {
            tank.forfeit();
        }
        return translated;
    }

    void refuel() {
        claimStack();
        tank.refuel();
        if (memory.stack < 0) {
            throw new GuestTrap(Traps.CALL_DEPTH);
        }
    }

    /**
     * Claims what a deep recursion has on its stack, before anything waits: a virtual thread that
     * waits has its stack on the heap.
     */
    void claimStack() {
        long used = (CallDepth.SLOTS - memory.stack) * Long.BYTES;
        if (used > STACK_BYTES_FREE + stackClaimed) {
            claim.add(STACK_BYTES_STEP);
            stackClaimed += STACK_BYTES_STEP;
            claimStack();
        }
    }

    /** What it has claimed of the host's memory. */
    public long bytes() {
        return claim.bytes();
    }

    /** Gives back what it has claimed: it is never called again. Safe to call twice. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            claim.close();
            module.release();
        }
    }
}
