package lapidary.host.engine;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;

/**
 * One of the two globals that the rewriter added, as a view of the field in {@link FlatMemory}: for
 * whatever does not get at the field itself, above all the interpreter.
 */
abstract class MeterGlobal extends GlobalInstance {
    private MeterGlobal() {
        super(0, 0, ValType.I64, MutabilityType.Var);
    }

    static GlobalInstance fuel(FlatMemory memory) {
        return new MeterGlobal() {
            @Override
            public long getValue() {
                return memory.fuel;
            }

            @Override
            public void setValue(long value) {
                memory.fuel = value;
            }
        };
    }

    static GlobalInstance stack(FlatMemory memory) {
        return new MeterGlobal() {
            @Override
            public long getValue() {
                return memory.stack;
            }

            @Override
            public void setValue(long value) {
                memory.stack = value;
            }
        };
    }

    @Override
    public final long getValueLow() {
        return getValue();
    }

    @Override
    public final void setValueLow(long value) {
        setValue(value);
    }

    @Override
    public final void setValue(Value value) {
        setValue(value.raw());
    }
}
