package lapidary.host.engine;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.OptionalLong;
import java.util.function.Function;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.SliceListener;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.wasm.Limits;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.ModuleFacts;
import org.jspecify.annotations.Nullable;

/**
 * A module ready to be instantiated, any number of times and on any thread. What it takes of the
 * heap is claimed as long as whoever loaded it, or an instance, has it. Thread-safe: {@code kept}
 * is guarded by itself.
 */
public final class CompiledModule {
    private static final int PAGE_BYTES = lapidary.abi.Limits.MEMORY_PAGE_BYTES;

    private static final Limits NO_MEMORY = new Limits(0, OptionalLong.of(0));

    private record Resolved(ImportResolver by, Imports imports) {}

    private final MeteredModule metered;
    private final WasmModule module;
    private final Function<Instance, Machine> machines;
    private final SegmentBytes segmentBytes = new SegmentBytes();
    private final MemoryBudget budget;
    private final long bytes;
    private final MemoryClaim kept;
    private int users;
    private volatile @Nullable Resolved resolved;

    CompiledModule(MeteredModule metered, WasmModule module, Function<Instance, Machine> machines) {
        this(metered, module, machines, MemoryBudget.UNLIMITED, 0);
    }

    CompiledModule(
            MeteredModule metered,
            WasmModule module,
            Function<Instance, Machine> machines,
            MemoryBudget budget,
            long bytes) {
        this.budget = budget;
        this.bytes = bytes;
        this.kept = budget.claim();
        this.metered = metered;
        this.module = module;
        this.machines = machines;
        retain();
    }

    /** What it takes of the heap, with its classes. */
    public long bytes() {
        return bytes;
    }

    /**
     * One more has this module, and will {@link #release} it. Whoever loaded it has it already.
     *
     * @throws lapidary.host.memory.MemoryShortage if nobody had it any more, and there is no room
     */
    void retain() {
        synchronized (kept) {
            if (users == 0) {
                kept.add(bytes);
            }
            users++;
        }
    }

    /** One fewer has this module; the last one gives back what it has claimed. */
    public void release() {
        synchronized (kept) {
            users--;
            if (users == 0) {
                kept.close();
            }
        }
    }

    public ModuleFacts facts() {
        return metered.facts();
    }

    MeteredModule metered() {
        return metered;
    }

    /** As below, told to nobody. */
    public GuestInstance instantiate(
            ImportResolver resolver, InstanceLimits limits, Object context, Fuel wakeBudget) {
        return instantiate(resolver, limits, context, wakeBudget, SliceListener.NONE);
    }

    /**
     * Makes an instance: copies its data, fills its tables, and runs its start function, metered.
     *
     * @param resolver asked once for each import, as long as it is the same resolver
     * @param context what its host functions get as {@link GuestInstance#context}
     * @param wakeBudget what the start function may burn; what is in the tank until it is filled
     * @param listener told of the slices of fuel that this instance burns, from its start function
     *     on
     * @throws GuestTrap if a segment does not fit, or the start function trapped
     * @throws lapidary.host.fuel.OutOfFuel if the start function burned all of {@code wakeBudget}
     * @throws lapidary.host.memory.MemoryShortage if the host has no room for the instance
     * @throws CallerException if the module's memory begins with more than {@code limits} allow
     */
    public GuestInstance instantiate(
            ImportResolver resolver,
            InstanceLimits limits,
            Object context,
            Fuel wakeBudget,
            SliceListener listener) {
        requireRoom(limits.memoryBytesMax());
        Imports imports = imports(resolver);
        MemoryClaim claim = budget.claim(InstanceSize.bytes(metered));
        try {
            retain();
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
        GuestInstance guest = null;
        try {
            FlatMemory memory = memory(limits, claim);
            guest = new GuestInstance(this, memory, claim, context, wakeBudget);
            start(guest, memory, limits, claim, imports, listener);
            return guest;
        } catch (RuntimeException | Error e) {
            if (guest != null) {
                listener.stopped(guest.tank().used());
            }
            claim.close();
            release();
            throw e;
        }
    }

    private void start(
            GuestInstance guest,
            FlatMemory memory,
            InstanceLimits limits,
            MemoryClaim claim,
            Imports imports,
            SliceListener listener) {
        guest.tank().listen(listener);
        guest.tank().charge(InstanceSize.price(facts()));
        guest.start(() ->
                Instance.builder(module)
                        .withStart(false)
                        .withMachineFactory(machines)
                        .withMemoryFactory(_ -> memory)
                        .withTableFactory((table, value) ->
                                new GuestTable(table, value, limits.tableElementsMax(), claim))
                        .withGlobalFactory(new Globals(memory)::next)
                        .withImportValues(imports.bind(guest))
                        .build());
    }

    /**
     * Refuses a limit that is below what the module's memory begins with.
     *
     * @throws CallerException with {@code MODULE_LIMIT_EXCEEDED} and both numbers
     */
    public void requireRoom(long memoryBytesMax) {
        long initial = facts().memory().orElse(NO_MEMORY).minimum() * PAGE_BYTES;
        if (initial > memoryBytesMax) {
            throw new CallerException(
                            ErrorCode.MODULE_LIMIT_EXCEEDED,
                            "the module's memory begins with "
                                    + initial
                                    + " bytes, and limits.memoryBytes allows "
                                    + memoryBytesMax)
                    .with("memoryBytesInitial", initial)
                    .with("memoryBytesMax", memoryBytesMax);
        }
    }

    private Imports imports(ImportResolver resolver) {
        Resolved before = resolved;
        if (before != null && before.by().equals(resolver)) {
            return before.imports();
        }
        var now = new Resolved(resolver, Imports.resolve(metered, resolver));
        resolved = now;
        return now.imports();
    }

    private FlatMemory memory(InstanceLimits limits, MemoryClaim claim) {
        long pagesMax = limits.memoryBytesMax() / PAGE_BYTES;
        Limits wanted = facts().memory().orElse(NO_MEMORY);
        long maximum = Math.min(pagesMax, wanted.maximum().orElse(pagesMax));
        return new FlatMemory(
                Math.toIntExact(wanted.minimum()),
                Math.toIntExact(Math.max(wanted.minimum(), maximum)),
                segmentBytes,
                claim);
    }

    static @Nullable Machine machineOf(@Nullable Instance instance) {
        return instance == null ? null : instance.getMachine();
    }

    /** Makes the globals in order; the last two are the meter's. */
    private final class Globals {
        private final FlatMemory memory;
        private int index;

        Globals(FlatMemory memory) {
            this.memory = memory;
        }

        GlobalInstance next(long low, long high, ValType type, MutabilityType mutability) {
            int global = index++;
            if (global == metered.fuelGlobal()) {
                return MeterGlobal.fuel(memory);
            }
            if (global == metered.stackGlobal()) {
                return MeterGlobal.stack(memory);
            }
            return new GlobalInstance(low, high, type, mutability);
        }
    }
}
