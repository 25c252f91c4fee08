package lapidary.host.usage;

/** Is told of events that have come to their end. Thread-safe; returns at once. */
public interface EventSink {
    /** Is told nothing. */
    EventSink NONE =
            new EventSink() {
                @Override
                public boolean wantsReceipts() {
                    return false;
                }

                @Override
                public void receipt(Receipt receipt) {}

                @Override
                public void ended(EventKind kind, EventEnd end, Counts counts) {}
            };

    /** Whether somebody is to be told of receipts now; while nobody is, none is made. */
    boolean wantsReceipts();

    /** An event has ended that no other event called: with the receipts of those that it called. */
    void receipt(Receipt receipt);

    /**
     * Any event has ended.
     *
     * @param counts its own; they may change when this has returned
     */
    void ended(EventKind kind, EventEnd end, Counts counts);
}
