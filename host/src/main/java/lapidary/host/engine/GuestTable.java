package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;

/**
 * A guest's table, which grows to a limit. It has limits of its own: the engine's would count up
 * those of the module, which all of its instances share.
 */
final class GuestTable extends TableInstance {
    GuestTable(Table table, int initialValue, int elementsMax) {
        super(new Table(table.elementType(), limits(table, elementsMax)), initialValue);
    }

    private static TableLimits limits(Table table, int elementsMax) {
        long minimum = table.limits().min();
        return new TableLimits(
                minimum, Math.max(minimum, Math.min(table.limits().max(), elementsMax)));
    }

    @Override
    public int grow(int size, int value, Instance instance) {
        boolean fits = Integer.toUnsignedLong(size) <= limits().max() - size();
        return fits ? super.grow(size, value, instance) : -1;
    }
}
