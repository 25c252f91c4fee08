package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * The engine's interpreter, which also remembers in which function something was thrown.
 *
 * <p>At the end of a loop with parameters it takes as many values from the stack as the loop's
 * parameters and results together, and puts them back; with fewer there it puts back zeros. So some
 * always lie there. Large functions, whose interpreter is not ours, have no such loops.
 */
final class TracingInterpreter extends InterpreterMachine {
    /** No fewer than a type's parameters and results. */
    private static final int VALUES_BELOW = 256;

    private OptionalInt thrownIn = OptionalInt.empty();

    TracingInterpreter(Instance instance) {
        super(instance);
        for (int value = 0; value < VALUES_BELOW; value++) {
            stack().push(0);
        }
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
