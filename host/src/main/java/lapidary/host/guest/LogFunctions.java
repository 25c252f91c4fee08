package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import lapidary.host.error.Refusal;

/** {@code facet_log}. */
final class LogFunctions {
    private static final int LEVEL_MAX = 4;

    private LogFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add("facet_log", "write", LogFunctions::write);
    }

    /** {@code write(level, ptr, len) -> i32}: 0 trace … 4 error. */
    private static long write(GuestContext context, long[] arguments) {
        int level = (int) arguments[0];
        if (level < 0 || level > LEVEL_MAX) {
            throw new Refusal(INVALID, "a level is 0 to 4, was " + level);
        }
        context.log()
                .writeUtf8(level, context.memory().array(), (int) arguments[1], (int) arguments[2]);
        return 0;
    }
}
