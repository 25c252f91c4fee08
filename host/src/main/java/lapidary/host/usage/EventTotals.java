package lapidary.host.usage;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What all events of this process used, and how they ended. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // as in Counts
public final class EventTotals implements EventSink {
    private final EventSink next;
    private final Map<EventKind, Map<EventEnd, LongAdder>> ended = new EnumMap<>(EventKind.class);
    private final LongAdder[] used = new LongAdder[Measure.count()];

    /**
     * @param next is told as well
     */
    public EventTotals(EventSink next) {
        this.next = next;
        for (var kind : EventKind.values()) {
            var ends = new EnumMap<EventEnd, LongAdder>(EventEnd.class);
            for (var end : EventEnd.values()) {
                ends.put(end, new LongAdder());
            }
            ended.put(kind, ends);
        }
        Arrays.setAll(used, _ -> new LongAdder());
    }

    /** How many events of a kind ended so. */
    public long ended(EventKind kind, EventEnd end) {
        return of(kind, end).sum();
    }

    /** What they used, of that. */
    public long used(Measure measure) {
        return used[measure.ordinal()].sum();
    }

    @Override
    public boolean wantsReceipts() {
        return next.wantsReceipts();
    }

    @Override
    public void receipt(Receipt receipt) {
        next.receipt(receipt);
    }

    @Override
    public void ended(EventKind kind, EventEnd end, Counts counts) {
        of(kind, end).increment();
        counts.addTo(used);
        next.ended(kind, end, counts);
    }

    private LongAdder of(EventKind kind, EventEnd end) {
        return Objects.requireNonNull(Objects.requireNonNull(ended.get(kind)).get(end));
    }
}
