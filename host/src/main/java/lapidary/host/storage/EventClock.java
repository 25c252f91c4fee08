package lapidary.host.storage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the event's time where a date function's arguments say {@code now}, or nothing. What would
 * ask for the machine's time zone is left out: it means UTC.
 */
final class EventClock {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final Set<String> FRACTIONS = Set.of("subsec", "subsecond");
    private static final Set<String> ZONES = Set.of("localtime", "utc");

    private final LongSupplier nowMillis;

    EventClock(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /** For {@code date(time, modifier, …)}. */
    @Nullable Object[] timeFirst(@Nullable Object[] arguments) {
        return at(arguments, 0);
    }

    /** For {@code strftime(format, time, modifier, …)}. */
    @Nullable Object[] timeSecond(@Nullable Object[] arguments) {
        return arguments.length == 0 ? arguments : at(arguments, 1);
    }

    /** For {@code timediff(time, time)}. */
    @Nullable Object[] times(@Nullable Object[] arguments) {
        @Nullable Object[] changed = arguments.clone();
        for (int i = 0; i < changed.length; i++) {
            if (is(changed[i], "now") || isFraction(changed[i])) {
                changed[i] = now();
            }
        }
        return changed;
    }

    /** The event's time as SQLite reads it, in milliseconds. */
    String now() {
        return MILLIS.format(Instant.ofEpochMilli(nowMillis.getAsLong()));
    }

    private @Nullable Object[] at(@Nullable Object[] arguments, int timeAt) {
        @Nullable Object[] changed = withTime(arguments, timeAt);
        return Arrays.stream(changed).filter(argument -> !isZone(argument)).toArray();
    }

    private @Nullable Object[] withTime(@Nullable Object[] arguments, int timeAt) {
        boolean absent = arguments.length == timeAt;
        if (absent || isFraction(arguments[timeAt])) {
            @Nullable Object[] longer = new @Nullable Object[arguments.length + 1];
            System.arraycopy(arguments, 0, longer, 0, timeAt);
            longer[timeAt] = now();
            System.arraycopy(arguments, timeAt, longer, timeAt + 1, arguments.length - timeAt);
            return longer;
        }
        @Nullable Object[] changed = arguments.clone();
        if (is(changed[timeAt], "now")) {
            changed[timeAt] = now();
        }
        return changed;
    }

    private static boolean isFraction(@Nullable Object argument) {
        return argument instanceof String text && FRACTIONS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isZone(@Nullable Object argument) {
        return argument instanceof String text && ZONES.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean is(@Nullable Object argument, String word) {
        return argument instanceof String text && text.equalsIgnoreCase(word);
    }
}
