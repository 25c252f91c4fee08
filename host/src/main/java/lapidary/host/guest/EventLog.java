package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import lapidary.abi.Limits;
import lapidary.host.engine.FlatMemory;
import lapidary.host.fuel.FuelMeter;
import lapidary.abi.Prices;

/**
 * The log of one event: 256 KiB at most, then cut and marked. Ill-formed UTF-8 is shown with
 * U+FFFD, since a log that refuses is no help. Confined to the event's thread.
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

    void write(int level, FlatMemory memory, int ptr, int len) {
        long size = Integer.toUnsignedLong(len);
        int kept = (int) Math.min(size, bytesLeft);
        meter.charge(Prices.LOG_BYTE * kept);
        if (kept > 0) {
            log.write(identity, level, new String(memory.array(), ptr, kept, UTF_8));
        }
        account(level, kept, size);
    }

    /** Takes a line that the host has read already, and charged for. */
    void write(int level, String line) {
        int kept = (int) Math.min(line.length(), bytesLeft);
        if (kept > 0) {
            log.write(identity, level, line.substring(0, kept));
        }
        account(level, kept, line.length());
    }

    private void account(int level, int kept, long size) {
        bytesLeft -= kept;
        if (kept < size && !isCut) {
            isCut = true;
            log.write(identity, level, "[cut: an event logs " + Limits.EVENT_LOG_BYTES_MAX + " bytes]");
        }
    }
}
