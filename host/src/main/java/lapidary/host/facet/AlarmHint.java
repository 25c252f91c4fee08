package lapidary.host.facet;

import java.util.OptionalLong;

/**
 * What the host notes, outside of a facet's database, of when to look at its alarm. It may be too
 * early, and never too late: the facet's database decides (docs/decisions/0020). All but {@link
 * #settle} and {@link #settleLater} is called by whoever has the facet's turn.
 */
public interface AlarmHint {
    /** Returns once it is durable that the facet is looked at by then: before the alarm is kept. */
    void cover(long dueMillis);

    /** The database, just opened, has that alarm: it is covered if by some accident it was not. */
    void found(long dueMillis);

    /** What is noted now has that version. */
    void expect(long version);

    /** Another number each time that an alarm is kept. */
    long covers();

    /**
     * Notes when the alarm really is due, durably, unless one was kept since {@code covers}. What
     * was committed up to then is durable.
     */
    void settle(long covers, OptionalLong dueMillis);

    /** As {@link #settle}, some time soon. */
    void settleLater(long covers, OptionalLong dueMillis);
}
