package lapidary.host.guest;

import static lapidary.abi.ResultCode.INVALID;

import lapidary.abi.AbiExports;
import lapidary.abi.AbiImports;
import lapidary.abi.Limits;
import lapidary.host.error.Refusal;

/** {@code facet_alarm}: the facet's one alarm. See docs/abi.md. */
final class AlarmFunctions {
    private static final String MODULE = AbiImports.FACET_ALARM;

    private AlarmFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "set", AlarmFunctions::set);
        registry.add(MODULE, "get", (context, _) -> context.database().alarm().get());
        registry.add(MODULE, "clear", AlarmFunctions::clear);
        registry.add(
                MODULE, "scheduled_at", (context, _) -> context.alarmEvent().scheduledAtMillis());
        registry.add(MODULE, "retry_count", (context, _) -> context.alarmEvent().retryCount());
    }

    /** {@code set(at_ms: i64) -> i32}: over one that was set. */
    private static long set(GuestContext context, long[] arguments) {
        long at = arguments[0];
        if (at < 0 || at > Limits.ALARM_AT_MILLIS_MAX) {
            throw new Refusal(
                    INVALID,
                    "an alarm is set to 0 to "
                            + Limits.ALARM_AT_MILLIS_MAX
                            + " milliseconds since 1970, this is "
                            + at);
        }
        if (!context.exports(AbiExports.ALARM)) {
            throw new Refusal(INVALID, "the module does not export alarm, which would be called");
        }
        context.database().alarm().set(at);
        return 0;
    }

    /** {@code clear() -> i32}: fine if there is none. */
    private static long clear(GuestContext context, long[] arguments) {
        context.database().alarm().clear();
        return 0;
    }
}
