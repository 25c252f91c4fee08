package lapidary.host.storage;

import java.util.Optional;
import lapidary.host.error.ErrorCode;
import lapidary.host.fuel.FuelMeter;
import org.jspecify.annotations.Nullable;

/** The event that has the database now, and how it is doing. Confined to whoever has the turn. */
final class GuestEvent {
    final EventInputs inputs;
    final FuelMeter meter;
    private @Nullable ErrorCode broken;

    GuestEvent(EventInputs inputs, FuelMeter meter) {
        this.inputs = inputs;
        this.meter = meter;
    }

    /** The event cannot be kept any more, whatever its guest does: the first reason stays. */
    void breakWith(ErrorCode reason) {
        if (broken == null) {
            broken = reason;
        }
    }

    Optional<ErrorCode> broken() {
        return Optional.ofNullable(broken);
    }
}
