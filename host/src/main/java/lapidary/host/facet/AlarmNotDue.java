package lapidary.host.facet;

/**
 * Ends the event of an alarm that is not due after all: while its facet woke, it was cleared, or
 * the clock was put back. Carries no stack trace.
 */
final class AlarmNotDue extends RuntimeException {
    AlarmNotDue() {
        super("the alarm is not due", null, false, false);
    }
}
