package lapidary.host.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/** How long something is to hold: {@code 30d}, {@code 12h}, {@code 15m}, or until a moment. */
final class Lifetime {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([mhd])");
    private static final Map<String, Duration> UNITS =
            Map.of("m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private Lifetime() {}

    /** When it ends; an {@link IllegalArgumentException} has a text for the user. */
    static Instant end(String text, Instant start) {
        var matcher = FORM.matcher(text);
        if (matcher.matches()) {
            var unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
            return start.plus(unit.multipliedBy(Long.parseLong(matcher.group(1))));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time, such as 90d, 12h or 2030-01-31T00:00:00Z", e);
        }
    }
}
