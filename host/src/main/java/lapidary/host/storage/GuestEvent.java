package lapidary.host.storage;

import java.util.Optional;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.usage.EventMeter;
import org.jspecify.annotations.Nullable;

/** The event that has the database now, and how it is doing. Confined to whoever has the turn. */
final class GuestEvent {
    final EventInputs inputs;
    final FuelMeter meter;

    /** What it uses is counted here. */
    final EventMeter used;

    private @Nullable ErrorCode broken;
    private @Nullable HostException trouble;
    private boolean deletesAll;

    GuestEvent(EventInputs inputs, FuelMeter meter, EventMeter used) {
        this.inputs = inputs;
        this.meter = meter;
        this.used = used;
    }

    /** The event cannot be kept any more, whatever its guest does: the first reason stays. */
    void breakWith(ErrorCode reason) {
        if (broken == null) {
            broken = reason;
        }
    }

    /** The disk is to blame, whatever the guest is told. */
    void breakWith(HostException reason) {
        if (trouble == null) {
            trouble = reason;
        }
        breakWith(reason.code());
    }

    Optional<HostException> trouble() {
        return Optional.ofNullable(trouble);
    }

    void deleteAllAtCommit() {
        deletesAll = true;
    }

    /** Whether the next commit deletes all; it does so once. */
    boolean deletesAll() {
        boolean asked = deletesAll;
        deletesAll = false;
        return asked;
    }

    Optional<ErrorCode> broken() {
        return Optional.ofNullable(broken);
    }
}
