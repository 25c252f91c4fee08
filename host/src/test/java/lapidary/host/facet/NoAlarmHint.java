package lapidary.host.facet;

import java.util.OptionalLong;

/** Notes nothing: for a facet whose alarms nobody looks for. */
final class NoAlarmHint implements AlarmHint {
    @Override
    public void cover(long dueMillis) {}

    @Override
    public void found(long dueMillis) {}

    @Override
    public void expect(long version) {}

    @Override
    public long covers() {
        return 0;
    }

    @Override
    public void settle(long covers, OptionalLong dueMillis) {}

    @Override
    public void settleLater(long covers, OptionalLong dueMillis) {}
}
