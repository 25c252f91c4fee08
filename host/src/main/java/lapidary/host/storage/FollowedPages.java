package lapidary.host.storage;

/**
 * What one statement pays for the pages of long values that SQLite may follow for it, on top of its
 * steps. Confined to whoever has the turn.
 *
 * <p>Where it passes over each row of a table at most once, it cannot follow more pages than the
 * database has.
 */
final class FollowedPages {
    /** What may be done before the statement can be stopped again. */
    private static final long UNITS_AT_A_TIME = 4_000_000;

    private final long once;
    private final long step;
    private final long passing;
    private final long passingMax;
    private final long copiedBytes;
    private long passed;

    /**
     * Of what is followed.
     *
     * @param once on the way once through
     * @param step at any step
     * @param passing at any step, where a table is passed over once
     * @param passingMax what that costs at most
     * @param copiedBytes of rows that are copied as they are, without a bound
     */
    FollowedPages(long once, long step, long passing, long passingMax, long copiedBytes) {
        this.once = once;
        this.step = step;
        this.passing = passing;
        this.passingMax = passingMax;
        this.copiedBytes = copiedBytes;
    }

    static FollowedPages none() {
        return new FollowedPages(0, 0, 0, 0, 0);
    }

    long startPrice() {
        return once;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /** What so many steps more cost. */
    long next(int steps) {
        long part = Math.min(steps * passing, passingMax - passed);
        passed += part;
        return steps * step + part;
    }

    /** The statement begins again. */
    void again() {
        passed = 0;
    }

    int stepsAtATime() {
        long perStep = Math.max(1, step + passing);
        return Math.clamp(UNITS_AT_A_TIME / perStep, 1, Width.KIB_16.stepsAtATime);
    }
}
