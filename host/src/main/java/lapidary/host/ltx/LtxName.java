package lapidary.host.ltx;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of an LTX file: the range of its transactions, so that names sort as they follow. */
public record LtxName(long txidMin, long txidMax) implements Comparable<LtxName> {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.ltx");

    /** What a file's name says, if it is one of LTX. */
    public static Optional<LtxName> parse(String name) {
        var matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long min = Long.parseUnsignedLong(matcher.group(1), 16);
        long max = Long.parseUnsignedLong(matcher.group(2), 16);
        return min > 0 && max >= min ? Optional.of(new LtxName(min, max)) : Optional.empty();
    }

    @Override
    public int compareTo(LtxName other) {
        int byMin = Long.compare(txidMin, other.txidMin);
        return byMin != 0 ? byMin : Long.compare(txidMax, other.txidMax);
    }

    @Override
    public String toString() {
        return "%016x-%016x.ltx".formatted(txidMin, txidMax);
    }
}
