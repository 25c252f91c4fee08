package lapidary.host.facet;

import java.util.List;
import lapidary.host.fuel.Fuel;
import lapidary.host.usage.CallScope;
import lapidary.host.usage.EventEnd;
import lapidary.host.usage.EventKind;
import lapidary.host.usage.EventMeter;
import lapidary.host.usage.EventSink;
import lapidary.host.usage.Receipt;
import lapidary.host.usage.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Measures one run of code that runs once, and tells of it. It has no database to be added up in:
 * who pays for it does that, if it is a facet. Confined to the run's thread.
 */
final class OnceMetering {
    private final EventSink sink;
    private final FacetSpec spec;
    private final EventMeter meter = new EventMeter();
    private final @Nullable CallScope calls;
    private final long startMillis;
    private final long startNanos = System.nanoTime();

    OnceMetering(EventSink sink, FacetSpec spec, long startMillis) {
        this.sink = sink;
        this.spec = spec;
        this.startMillis = startMillis;
        this.calls = sink.wantsReceipts() ? new CallScope() : null;
    }

    /** To be told what it does. */
    EventMeter meter() {
        return meter;
    }

    /** Runs it; what it calls comes into its receipt. */
    <T> T run(CallScope.Work<T> work) {
        return calls == null ? work.run() : calls.run(work);
    }

    /** It has come to its end. */
    void ended(EventEnd end, String reason, Fuel used) {
        meter.burned(used.units());
        sink.ended(EventKind.ONCE, end, meter.counts());
        if (sink.wantsReceipts()) {
            var receipt = receipt(end, reason);
            CallScope.current().ifPresentOrElse(by -> by.add(receipt), () -> sink.receipt(receipt));
        }
    }

    private Receipt receipt(EventEnd end, String reason) {
        var identity = spec.identity();
        return new Receipt(
                RequestId.current(),
                identity.namespace(),
                identity.objectName(),
                identity.facetPath(),
                spec.digest().toString(),
                EventKind.ONCE,
                end,
                reason,
                startMillis,
                System.nanoTime() - startNanos,
                meter.counts().copy(),
                meter.calledFuel(),
                0,
                calls == null ? List.of() : calls.calls());
    }
}
