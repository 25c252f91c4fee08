package lapidary.host.engine;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
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
                    switch (fromHost.thrown()) {
                        case GuestTrap trap -> trap.in(guestFunction(machine, fromHost, module));
                        case RuntimeException unchanged -> unchanged;
                        case Throwable error -> translate(error, module, machine);
                    };
            case ChicoryInterruptedException interrupted ->
                    new FailureException(
                            ErrorCode.INTERNAL, "the event was interrupted", interrupted);
            case ChicoryException trap when !(trap.getCause() instanceof StackOverflowError) ->
                    new GuestTrap(reason(trap), guestFunction(machine, trap, module));
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

    private static Optional<String> guestFunction(
            @Nullable Machine machine, Throwable thrown, MeteredModule module) {
        OptionalInt index =
                machine instanceof TracingInterpreter interpreter
                        ? interpreter.thrownIn()
                        : innermost(thrown, module.refuelFunction());
        return index.isPresent()
                ? Optional.of(module.functionName(index.getAsInt()))
                : Optional.empty();
    }

    /** The engine calls the method of the n-th function func_n, that of an import, too. */
    private static OptionalInt innermost(Throwable thrown, int lastImport) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().contains("FuncGroup_"))
                .map(StackTraceElement::getMethodName)
                .filter(method -> method.startsWith(FUNCTION_PREFIX))
                .mapToInt(method -> Integer.parseInt(method.substring(FUNCTION_PREFIX.length())))
                .filter(function -> function > lastImport)
                .findFirst();
    }
}
