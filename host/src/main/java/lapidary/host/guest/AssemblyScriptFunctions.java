package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import lapidary.host.engine.FlatMemory;
import lapidary.host.engine.GuestTrap;

/**
 * {@code env}: what AssemblyScript's library imports. Its strings are UTF-16, their length in bytes
 * in the four bytes before them (assemblyscript.org, "Runtime: memory layout").
 */
final class AssemblyScriptFunctions {
    private static final VarHandle I32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LENGTH_BYTES = 4;
    private static final int TEXT_BYTES_MAX = 4_096;
    private static final int INFO = 2;

    private AssemblyScriptFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add("env", "abort", AssemblyScriptFunctions::abort);
        registry.add("env", "seed", (context, _) -> seed(context));
        registry.add("env", "trace", AssemblyScriptFunctions::trace);
        registry.add("env", "Math.random", (context, _) -> seed(context));
        registry.add(
                "env",
                "process.exit",
                (_, arguments) -> {
                    throw new GuestExit((int) arguments[0]);
                });
        registry.add("env", "Date.now", (context, _) -> millis(context.startMillis()));
        registry.add("env", "performance.now", (context, _) -> millis(context.startMillis()));
        log(registry, "console.debug", 1);
        log(registry, "console.log", INFO);
        log(registry, "console.info", INFO);
        log(registry, "console.warn", 3);
        log(registry, "console.error", 4);
        log(registry, "console.time", INFO);
        log(registry, "console.timeLog", INFO);
        log(registry, "console.timeEnd", INFO);
        registry.add("env", "console.assert", AssemblyScriptFunctions::consoleAssert);
    }

    /** {@code abort(message, file, line, column)}: traps with its message. */
    private static long abort(GuestContext context, long[] arguments) {
        String message = text(context, (int) arguments[0]);
        String file = text(context, (int) arguments[1]);
        String place =
                file
                        + ":"
                        + Integer.toUnsignedString((int) arguments[2])
                        + ":"
                        + Integer.toUnsignedString((int) arguments[3]);
        throw new GuestTrap(GuestText.bounded("abort: " + message + " at " + place));
    }

    /** {@code seed() -> f64}: in [0, 1), from the event's generator. */
    private static long seed(GuestContext context) {
        return Double.doubleToRawLongBits(context.inputs().random().nextDouble());
    }

    /** {@code trace(message, n, a0, a1, a2, a3, a4)}: a log line with up to five numbers. */
    private static long trace(GuestContext context, long[] arguments) {
        var line = new StringBuilder(text(context, (int) arguments[0]));
        int wanted = (int) arguments[1];
        int count = Math.clamp(wanted, 0, arguments.length - 2);
        for (int i = 0; i < count; i++) {
            line.append(i == 0 ? " " : ", ").append(Double.longBitsToDouble(arguments[i + 2]));
        }
        context.log().write(INFO, line.toString());
        return 0;
    }

    /** {@code console.assert(condition, message)}: a log line if the condition is false. */
    private static long consoleAssert(GuestContext context, long[] arguments) {
        if ((int) arguments[0] == 0) {
            context.log().write(4, "assertion failed: " + text(context, (int) arguments[1]));
        }
        return 0;
    }

    private static void log(HostFunctions.Registry registry, String name, int level) {
        registry.add(
                "env",
                name,
                (context, arguments) -> {
                    context.log().write(level, text(context, (int) arguments[0]));
                    return 0;
                });
    }

    private static long millis(long value) {
        return Double.doubleToRawLongBits((double) value);
    }

    /** A string of the guest's, cut at 4 096 bytes; a pointer of 0 is none. */
    private static String text(GuestContext context, int ptr) {
        if (ptr == 0) {
            return "";
        }
        FlatMemory memory = context.memory();
        memory.check(ptr - LENGTH_BYTES, LENGTH_BYTES);
        int length = (int) I32.get(memory.array(), ptr - LENGTH_BYTES);
        memory.check(ptr, length);
        int kept = (int) Math.min(Integer.toUnsignedLong(length), TEXT_BYTES_MAX);
        context.chargeBytes(kept);
        return new String(memory.array(), ptr, kept & ~1, UTF_16LE);
    }
}
