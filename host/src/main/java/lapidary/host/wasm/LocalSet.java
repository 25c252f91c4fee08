package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** Sets of a function's locals, as bits. */
final class LocalSet {
    private LocalSet() {}

    static long[] empty(int locals) {
        return new long[(locals + 63) >>> 6];
    }

    static void add(long[] set, int local) {
        set[local >>> 6] |= 1L << local;
    }

    static void remove(long[] set, int local) {
        set[local >>> 6] &= ~(1L << local);
    }

    static boolean has(long[] set, int local) {
        return (set[local >>> 6] >>> local & 1) != 0;
    }

    static void addAll(long[] set, long[] more) {
        for (int word = 0; word < set.length; word++) {
            set[word] |= more[word];
        }
    }

    /** The locals in both, in order. */
    static List<Integer> common(long[] one, long[] other) {
        List<Integer> locals = new ArrayList<>();
        for (int word = 0; word < one.length; word++) {
            for (long rest = one[word] & other[word]; rest != 0; rest &= rest - 1) {
                locals.add((word << 6) + Long.numberOfTrailingZeros(rest));
            }
        }
        return locals;
    }
}
