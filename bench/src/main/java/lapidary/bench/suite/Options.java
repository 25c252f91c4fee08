package lapidary.bench.suite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What every suite is told. Immutable.
 *
 * @param rounds how often things that are compared take turns, at least 1
 * @param round how long one thing is measured for in one round
 * @param objectsMax up to how many objects things are grown
 * @param folder for servers' data; it is there
 * @param installed for programs that are fetched, which stay there
 */
public record Options(
        Effort effort, int rounds, Duration round, int objectsMax, Path folder, Path installed) {
    public Options {
        if (rounds < 1 || objectsMax < 1 || !round.isPositive()) {
            throw new IllegalArgumentException("rounds, time and objects are over zero");
        }
    }

    /** How many objects are asked at random where there is a choice between one and many. */
    public int objectsMany() {
        return Math.min(objectsMax, effort == Effort.FULL ? 1_000 : 200);
    }

    /** The ones that belong to an effort. */
    public static Options of(Effort effort, Path folder, Path installed) {
        return switch (effort) {
            case SHORTEST -> new Options(effort, 1, Duration.ofMillis(300), 20, folder, installed);
            case QUICK -> new Options(effort, 3, Duration.ofSeconds(1), 1_000, folder, installed);
            case FULL -> new Options(effort, 5, Duration.ofSeconds(5), 100_000, folder, installed);
        };
    }
}
