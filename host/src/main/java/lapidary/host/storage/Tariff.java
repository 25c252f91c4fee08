package lapidary.host.storage;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the steps of one statement cost while it runs, and how many of them are paid at a time.
 * Confined to whoever has the turn.
 *
 * <p>A statement that met a long value is run again and goes the same way up to there: until then
 * its steps cost what they did, and only then the wider price.
 */
final class Tariff {
    /** For each row that a cursor is asked for, when nothing stops at long values any more. */
    private static final int LIFTED_STEPS_FREE = 51;

    /** Of a plain scan, with a few columns. */
    static final int STEPS_OF_ROW = 10;

    /** What a step costs beyond those, at least. */
    private static final Width LIFTED = Width.KIB_256;

    private final ToLongFunction<Width> prices;
    private final int stepsMax;
    private final FollowedPages followed;
    private final Map<Width, Long> ends = new EnumMap<>(Width.class);
    private final Width first;
    private Width width;
    private long price;
    private long steps;
    private long stepsOfRow;
    private boolean lifted;

    /**
     * With that many steps at a time, or fewer: those of some statements are long.
     *
     * @param followed what is paid beside, for pages that nothing bounds
     */
    Tariff(ToLongFunction<Width> prices, Width width, int stepsMax, FollowedPages followed) {
        this.prices = prices;
        this.stepsMax = Math.min(stepsMax, followed.stepsAtATime());
        this.followed = followed;
        this.first = width;
        this.width = width;
        this.price = prices.applyAsLong(width);
    }

    /** How long a value the statement may touch without being stopped. */
    Width width() {
        return lifted ? Width.MIB_2 : width;
    }

    /** Whether a value that is too long for now only means that the statement is to be widened. */
    boolean canWiden() {
        return !lifted && width != Width.MIB_2;
    }

    /** SQLite is asked for a row. */
    void rowBegins() {
        stepsOfRow = 0;
    }

    /** What the first steps to a further row cost, which the step meter does not charge. */
    long rowPrice() {
        return STEPS_OF_ROW * price + followed.next(STEPS_OF_ROW);
    }

    /** Steps to be paid at a time: few where each may take long, and could not be stopped. */
    int stepsAtATime() {
        Width now = lifted && width.compareTo(LIFTED) < 0 ? LIFTED : width;
        return Math.min(stepsMax, now.stepsAtATime);
    }

    /** What so many steps more cost. */
    long next(int count) {
        return steps(count) + followed.next(count);
    }

    private long steps(int count) {
        stepsOfRow += count;
        if (lifted) {
            boolean few = stepsOfRow <= LIFTED_STEPS_FREE;
            return count * (few ? price : Math.max(price, prices.applyAsLong(LIFTED)));
        }
        long at = steps;
        steps += count;
        if (width == first) {
            return count * price;
        }
        Width of = first;
        while (of != width && at >= ends.getOrDefault(of, 0L)) {
            of = of.wider();
        }
        return count * prices.applyAsLong(of);
    }

    /** The statement met a value that was too long, and begins again. */
    void widen() {
        ends.put(width, steps);
        width = width.wider();
        price = prices.applyAsLong(width);
        steps = 0;
        followed.again();
    }

    /**
     * From now on the statement could not begin again and give the same rows: nothing stops it, and
     * what is beyond a few steps for each row costs more.
     */
    void lift() {
        lifted = true;
    }
}
