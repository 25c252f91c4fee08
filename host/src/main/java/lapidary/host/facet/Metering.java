package lapidary.host.facet;

import java.util.List;
import java.util.Optional;
import lapidary.host.fuel.Fuel;
import lapidary.host.storage.FacetDatabase;
import lapidary.host.usage.CallScope;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import lapidary.host.usage.EventMeter;
import lapidary.host.usage.EventSink;
import lapidary.host.usage.Measure;
import lapidary.host.usage.Receipt;
import lapidary.host.usage.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Measures the events of a facet, one after the other: adds them up in its database, and tells of
 * them. Confined to whoever has the facet's turn.
 *
 * <p>Between {@link #begin} and an end, the event may wake its facet first: that is measured as an
 * event of its own, and the event then begins once more.
 */
final class Metering {
    private final EventSink sink;
    private final EventMeter meter = new EventMeter();
    private EventKind kind = EventKind.WAKE;
    private long startMillis;
    private long startNanos;
    private boolean isCounted;
    private boolean isOver = true;
    private Optional<CallScope> caller = Optional.empty();
    private @Nullable CallScope calls;

    Metering(EventSink sink) {
        this.sink = sink;
    }

    /** To be told what the event does that runs. */
    EventMeter meter() {
        return meter;
    }

    /** An event begins, or begins once more. */
    void begin(EventKind eventKind, long nowMillis) {
        kind = eventKind;
        startMillis = nowMillis;
        startNanos = System.nanoTime();
        caller = CallScope.current();
        calls = sink.wantsReceipts() ? new CallScope() : null;
        meter.begin();
        isCounted = false;
        isOver = false;
    }

    /** Whether what is measured, or was last, is a wake: the event that it is for has not begun. */
    boolean isWake() {
        return kind == EventKind.WAKE;
    }

    /** Whether what was measured last has come to its end. */
    boolean isOver() {
        return isOver;
    }

    /** Runs the event, whose calls come into its receipt. */
    <T> T run(CallScope.Work<T> event) {
        var scope = calls;
        return scope == null ? event.run() : scope.run(event);
    }

    /** The event has burned that, and is about to be committed: with it, it is counted. */
    void beforeCommit(FacetDatabase database, Fuel used) {
        meter.burned(used.units());
        addEvent();
        database.usage().add(meter, startMillis);
    }

    /** The event was committed, after {@link #beforeCommit}. */
    void committed(FacetSpec spec, FacetDatabase database) {
        tell(spec, database, EventEnd.COMMITTED, "");
    }

    /** The event was not committed: it is counted with the next one, or soon. */
    void failed(FacetSpec spec, FacetDatabase database, EventEnd end, String reason, Fuel used) {
        meter.burned(used.units());
        if (!end.isBilled()) {
            meter.forgive();
        }
        addEvent();
        meter.add(Measure.FAILURES, 1);
        database.usage().add(meter, startMillis);
        tell(spec, database, end, reason);
    }

    private void addEvent() {
        if (!isCounted) {
            isCounted = true;
            meter.add(kind == EventKind.WAKE ? Measure.WAKES : Measure.EVENTS, 1);
        }
    }

    private void tell(FacetSpec spec, FacetDatabase database, EventEnd end, String reason) {
        isOver = true;
        sink.ended(kind, end, meter.counts());
        if (sink.wantsReceipts()) {
            var receipt = receipt(spec, database.storedBytes(), end, reason);
            caller.ifPresentOrElse(by -> by.add(receipt), () -> sink.receipt(receipt));
        }
    }

    private Receipt receipt(FacetSpec spec, long storedBytes, EventEnd end, String reason) {
        var identity = spec.identity();
        return new Receipt(
                RequestId.current(),
                identity.namespace(),
                identity.objectName(),
                identity.facetPath(),
                spec.digest().toString(),
                kind,
                end,
                reason,
                startMillis,
                System.nanoTime() - startNanos,
                meter.counts().copy(),
                meter.calledFuel(),
                storedBytes,
                calls == null ? List.of() : calls.calls());
    }
}
