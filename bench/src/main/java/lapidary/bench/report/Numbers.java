package lapidary.bench.report;

import java.util.Locale;

/** Numbers for people: three digits that count, whole numbers as they are. */
final class Numbers {
    private Numbers() {}

    static String shortest(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value).replace(",", "\u202f");
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", value);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "±%.0f %%", part * 100);
    }

    /** For coordinates. */
    static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
