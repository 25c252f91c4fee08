package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.abi.ResultCode.INVALID;

import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.Utf8;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;

/**
 * The log of one event: 256 KiB at most, then cut and marked. Charges for the bytes that it keeps.
 * Confined to the event's thread.
 */
final class EventLog {
    private final GuestIdentity identity;
    private final GuestLog log;
    private final FuelMeter meter;
    private long bytesLeft;
    private boolean isCut;

    EventLog(GuestIdentity identity, GuestLog log, FuelMeter meter) {
        this.identity = identity;
        this.log = log;
        this.meter = meter;
    }

    void begin() {
        bytesLeft = Limits.EVENT_LOG_BYTES_MAX;
        isCut = false;
    }

    /** Takes a line of UTF-8; what is ill-formed, or cut in the middle, shows as U+FFFD. */
    void write(int level, byte[] bytes, int offset, int length) {
        write(level, bytes, offset, length, paidFor(length));
    }

    /**
     * As {@link #write(int, byte[], int, int)}, for what a guest says is UTF-8. What is cut is not
     * looked at.
     *
     * @throws Refusal {@code INVALID} if it is not
     */
    void writeUtf8(int level, byte[] bytes, int offset, int length) {
        int kept = paidFor(length);
        if (kept == length && !Utf8.isWellFormed(bytes, offset, length)) {
            throw new Refusal(INVALID, "the text is not UTF-8");
        }
        write(level, bytes, offset, length, kept);
    }

    /** Charges for as many of so many bytes as will be kept, and says how many these are. */
    private int paidFor(int length) {
        int kept = (int) Math.min(length, bytesLeft);
        meter.charge(Prices.LOG_BYTE * kept);
        return kept;
    }

    private void write(int level, byte[] bytes, int offset, int length, int kept) {
        if (kept > 0) {
            log.write(identity, level, new String(bytes, offset, kept, UTF_8));
        }
        bytesLeft -= kept;
        if (kept < length) {
            cut(level);
        }
    }

    /** Whether the log is full: what comes from now on is dropped, and need not be looked at. */
    boolean isCut() {
        return isCut;
    }

    /** Charges for a line of a stream: a call may bring many. */
    void payForLine() {
        meter.charge(Prices.LOG_LINE);
    }

    /** The end of a line takes a byte as well, so that empty lines come to an end, too. */
    void countLineEnd(int level) {
        if (bytesLeft > 0) {
            bytesLeft--;
        } else {
            cut(level);
        }
    }

    private void cut(int level) {
        if (!isCut) {
            isCut = true;
            log.write(
                    identity,
                    level,
                    "[cut: an event logs " + Limits.EVENT_LOG_BYTES_MAX + " bytes]");
        }
    }

    void write(int level, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        write(level, bytes, 0, bytes.length);
    }
}
