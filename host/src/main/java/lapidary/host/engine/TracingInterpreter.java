package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.Deque;
import java.util.OptionalInt;

/** The engine's interpreter, which also remembers in which function something was thrown. */
final class TracingInterpreter extends InterpreterMachine {
    private OptionalInt thrownIn = OptionalInt.empty();

    TracingInterpreter(Instance instance) {
        super(instance);
    }

    /** The innermost function that did not return, counted as in the rewritten module. */
    OptionalInt thrownIn() {
        return thrownIn;
    }

    @Override
    protected long[] call(
            MStack stack,
            Instance instance,
            Deque<StackFrame> callStack,
            int function,
            long[] arguments,
            FunctionType callType,
            boolean popResults) {
        boolean returned = false;
        try {
            long[] results =
                    super.call(
                            stack, instance, callStack, function, arguments, callType, popResults);
            returned = true;
            return results;
        } finally {
            if (!returned && thrownIn.isEmpty() && instance.function(function) != null) {
                thrownIn = OptionalInt.of(function);
            }
        }
    }
}
