package lapidary.host.guest;

/**
 * What the handler of an alarm may know of it. Immutable.
 *
 * @param scheduledAtMillis what it was set to
 * @param retryCount how often it was tried before
 */
public record AlarmEvent(long scheduledAtMillis, int retryCount) {}
