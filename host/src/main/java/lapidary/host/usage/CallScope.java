package lapidary.host.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The event that runs on the current thread, for the events that it calls: their receipts come into
 * its own. Confined to the thread.
 */
public final class CallScope {
    private static final ScopedValue<CallScope> CURRENT = ScopedValue.newInstance();

    private final List<Receipt> calls = new ArrayList<>();

    /** The event that called whatever runs now on this thread, if its receipt is wanted. */
    public static Optional<CallScope> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** What an event does. */
    public interface Work<T> {
        T run();
    }

    /** Runs an event, whose calls are told to this. */
    public <T> T run(Work<T> event) {
        return ScopedValue.where(CURRENT, this).call(event::run);
    }

    /** An event has ended that this one called. */
    public void add(Receipt receipt) {
        calls.add(receipt);
    }

    /** The receipts of what it called, in order. */
    public List<Receipt> calls() {
        return calls;
    }
}
