package lapidary.host.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.LimitException;
import lapidary.host.wasm.MeteredModule;
import org.jspecify.annotations.Nullable;

/** Turns whatever comes out of the engine into what our own code expects. Stateless. */
final class Traps {
    static final String CALL_DEPTH = "call depth exhausted";

    private static final String FUNCTION_PREFIX = "func_";

    private Traps() {}

    /** What to throw instead of {@code thrown}, which came out of a guest's code. */
    static RuntimeException translate(
            Throwable thrown, MeteredModule module, @Nullable Machine machine) {
        return switch (thrown) {
            case HostFunctionThrew fromHost ->
                    fromHost.thrown() instanceof GuestTrap trap
                            ? trap.in(name(guestFunction(machine, thrown), module))
                            : fromHost.thrown();
            case ChicoryInterruptedException interrupted ->
                    new FailureException(
                            ErrorCode.INTERNAL, "the event was interrupted", interrupted);
            case ChicoryException trap when !(trap.getCause() instanceof StackOverflowError) ->
                    new GuestTrap(reason(trap), name(guestFunction(machine, trap), module));
            case ChicoryException _, StackOverflowError _ -> new GuestTrap(CALL_DEPTH);
            case OutOfMemoryError error ->
                    new LimitException(
                            ErrorCode.OVERLOADED, "the host has no memory for the guest", error);
            default ->
                    new FailureException(
                            ErrorCode.INTERNAL, "the engine failed: " + thrown, thrown);
        };
    }

    /** The specification's words, of which the engine's are variations. */
    private static String reason(ChicoryException trap) {
        String message = String.valueOf(trap.getMessage());
        if (message.contains("unreachable")) {
            return "unreachable";
        }
        return message.lines().findFirst().orElse("trap");
    }

    static boolean isUnreachable(RuntimeException translated) {
        return translated instanceof GuestTrap trap && trap.reason().equals("unreachable");
    }

    private static OptionalInt guestFunction(@Nullable Machine machine, Throwable thrown) {
        if (machine instanceof TracingInterpreter interpreter) {
            return interpreter.thrownIn();
        }
        return Arrays.stream(thrown.getStackTrace())
                .flatMap(Traps::functionOf)
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** The engine calls the method of the n-th function func_n. */
    static Stream<Integer> functionOf(StackTraceElement frame) {
        return frame.getClassName().contains("FuncGroup_")
                ? indexIn(frame.getMethodName()).stream()
                : Stream.empty();
    }

    private static Optional<Integer> indexIn(String method) {
        if (!method.startsWith(FUNCTION_PREFIX)) {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(method.substring(FUNCTION_PREFIX.length())));
    }

    private static Optional<String> name(OptionalInt function, MeteredModule module) {
        return function.isPresent()
                ? Optional.of(module.functionName(function.getAsInt()))
                : Optional.empty();
    }
}
