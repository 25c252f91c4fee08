package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.memory.MemoryShortage;
import org.jspecify.annotations.Nullable;

/**
 * A guest's table, which grows to a limit. It has limits of its own: the engine's would count up
 * those of the module, which all of its instances share.
 */
final class GuestTable extends TableInstance {
    /** A reference to the instance and the function's index. */
    private static final int ELEMENT_BYTES = 12;

    private final MemoryClaim claim;

    GuestTable(Table table, int initialValue, int elementsMax) {
        this(table, initialValue, elementsMax, MemoryBudget.UNLIMITED.claim());
    }

    /**
     * @param claim of the instance, to which the table's elements have been added
     */
    GuestTable(Table table, int initialValue, int elementsMax, MemoryClaim claim) {
        super(new Table(table.elementType(), limits(table, elementsMax)), initialValue);
        this.claim = claim;
    }

    private static TableLimits limits(Table table, int elementsMax) {
        long minimum = table.limits().min();
        return new TableLimits(
                minimum, Math.max(minimum, Math.min(table.limits().max(), elementsMax)));
    }

    static long bytes(long elements) {
        return ELEMENT_BYTES * elements;
    }

    @Override
    public int grow(int size, int value, Instance instance) {
        if (Integer.toUnsignedLong(size) > limits().max() - size()) {
            return -1;
        }
        int before = size();
        claimOrEndEvent(bytes(before + (long) size));
        int result = super.grow(size, value, instance);
        claim.subtract(bytes(before));
        return result;
    }

    private void claimOrEndEvent(long bytes) {
        try {
            claim.add(bytes);
        } catch (MemoryShortage shortage) {
            throw new HostFunctionThrew(shortage);
        }
    }

    /**
     * None in particular for a place beyond the end, which means the instance that asks. The
     * engine's {@code table.copy} asks the source for the place that it copies to, which may be
     * there.
     */
    @Override
    public @Nullable Instance instance(int index) {
        return Integer.compareUnsigned(index, size()) < 0 ? super.instance(index) : null;
    }
}
