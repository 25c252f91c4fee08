package lapidary.host.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Numbers that are asked for when somebody looks, and their page in the Prometheus text format,
 * version 0.0.4. Names and labels are the host's own words, none of a stranger's, so that there are
 * as many as are made at the start. Made by one thread, then thread-safe as the suppliers are.
 */
public final class Metrics {
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Pattern NAME = Pattern.compile("lapidary_[a-z0-9_]+");

    private record Sample(String labels, DoubleSupplier number) {}

    /** Numbers of one name, told apart by their labels. */
    public static final class Family {
        private final String name;
        private final String type;
        private final String help;
        private final List<Sample> samples = new ArrayList<>();

        private Family(String name, String type, String help) {
            this.name = name;
            this.type = type;
            this.help = help;
        }

        /**
         * Adds a number.
         *
         * @param labels such as {@code kind="fetch",end="committed"}
         */
        public Family with(String labels, LongSupplier number) {
            samples.add(new Sample("{" + labels + "}", number::getAsLong));
            return this;
        }

        private void write(StringBuilder page) {
            page.append("# HELP ").append(name).append(' ').append(help).append('\n');
            page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
            for (var sample : samples) {
                page.append(name).append(sample.labels()).append(' ');
                write(page, sample.number().getAsDouble());
                page.append('\n');
            }
        }

        private static void write(StringBuilder page, double number) {
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                page.append((long) number);
            } else {
                page.append(number);
            }
        }
    }

    private final List<Family> families = new ArrayList<>();

    /** Numbers that only grow while the server runs; the name ends in {@code _total}. */
    public Family counters(String name, String help) {
        return add(name, "counter", help);
    }

    /** Numbers that come and go. */
    public Family gauges(String name, String help) {
        return add(name, "gauge", help);
    }

    public void counter(String name, String help, DoubleSupplier number) {
        counters(name, help).samples.add(new Sample("", number));
    }

    public void gauge(String name, String help, DoubleSupplier number) {
        gauges(name, help).samples.add(new Sample("", number));
    }

    private Family add(String name, String type, String help) {
        if (!NAME.matcher(name).matches()
                || families.stream().anyMatch(it -> it.name.equals(name))) {
            throw new IllegalArgumentException("no name of a metric, or known already: " + name);
        }
        var family = new Family(name, type, help);
        families.add(family);
        return family;
    }

    /** All of them as they are now. */
    public String page() {
        var page = new StringBuilder();
        families.forEach(family -> family.write(page));
        return page.toString();
    }
}
