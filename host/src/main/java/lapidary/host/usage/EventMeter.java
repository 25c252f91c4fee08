package lapidary.host.usage;

/**
 * What one event uses, counted while it runs. Used again by the facet's next event. Confined to
 * whoever has the facet's turn.
 *
 * <p>An event can be written down in parts, as its effects are: {@link #moveTo} gives what was
 * counted since the last part.
 */
public final class EventMeter {
    private final Counts counts = new Counts();
    private final Counts moved = new Counts();
    private long calledFuel;

    /** An event begins: all is 0. */
    public void begin() {
        counts.clear();
        moved.clear();
        calledFuel = 0;
    }

    public void add(Measure measure, long amount) {
        counts.add(measure, amount);
    }

    /** So many units were paid for events that this one called: they are those events' own. */
    public void called(long units) {
        calledFuel += units;
    }

    /** Units that were paid for events that this one called. */
    public long calledFuel() {
        return calledFuel;
    }

    /**
     * The event has burned so many units up to now.
     *
     * @param units with those that it paid for events it called
     */
    public void burned(long units) {
        counts.set(Measure.FUEL, units - calledFuel);
    }

    /** Nothing of it is to be billed: the host was to blame. What was written down stays so. */
    public void forgive() {
        counts.clear();
        counts.addAll(moved);
    }

    /** Adds to a sum what was counted since this was called last. */
    public void moveTo(Counts sum) {
        counts.addDifference(moved, sum);
    }

    /** What was counted, which goes on. */
    public Counts counts() {
        return counts;
    }
}
