package lapidary.host.usage;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A number for each {@link Measure}, to be added to. Confined to whoever has it. */
@SuppressWarnings("EnumOrdinal") // as an EnumMap does inside, without boxing what is added
public final class Counts {
    private final long[] numbers;

    public Counts() {
        this(new long[Measure.count()]);
    }

    private Counts(long[] numbers) {
        this.numbers = numbers;
    }

    public long get(Measure measure) {
        return numbers[measure.ordinal()];
    }

    public Counts add(Measure measure, long amount) {
        numbers[measure.ordinal()] += amount;
        return this;
    }

    public void set(Measure measure, long number) {
        numbers[measure.ordinal()] = number;
    }

    public void addAll(Counts other) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += other.numbers[i];
        }
    }

    /** Adds all to sums, one for each measure in order, which many add to. */
    void addTo(LongAdder[] sums) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                sums[i].add(numbers[i]);
            }
        }
    }

    /** Adds to a sum what this has more than {@code before}, which then has as much. */
    void addDifference(Counts before, Counts sum) {
        for (int i = 0; i < numbers.length; i++) {
            sum.numbers[i] += numbers[i] - before.numbers[i];
            before.numbers[i] = numbers[i];
        }
    }

    public void clear() {
        Arrays.fill(numbers, 0);
    }

    public Counts copy() {
        return new Counts(numbers.clone());
    }

    /** The numbers in order, eight bytes each, little-endian. */
    public byte[] toBytes() {
        var bytes = ByteBuffer.allocate(numbers.length * Long.BYTES).order(LITTLE_ENDIAN);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return bytes.array();
    }

    /** From {@link #toBytes}, perhaps of a version that measured less. */
    public static Counts ofBytes(byte[] from) {
        var bytes = ByteBuffer.wrap(from).order(LITTLE_ENDIAN);
        var counts = new Counts();
        for (int i = 0; i < counts.numbers.length && bytes.remaining() >= Long.BYTES; i++) {
            counts.numbers[i] = bytes.getLong();
        }
        return counts;
    }

    public boolean isZero() {
        for (long number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }

    /** By measure, in order. */
    public Map<Measure, Long> toMap() {
        var map = new EnumMap<Measure, Long>(Measure.class);
        for (var measure : Measure.values()) {
            map.put(measure, get(measure));
        }
        return map;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts counts && Arrays.equals(numbers, counts.numbers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
