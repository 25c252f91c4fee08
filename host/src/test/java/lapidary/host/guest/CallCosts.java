package lapidary.host.guest;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What calls cost beside what they charged: the dearest of each kind. Confined to a thread. */
final class CallCosts {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int KEPT = 40;

    /** A call, the thread's processor time, what it allocated and what it charged. */
    record Cost(String call, long nanos, long bytes, long fuel) {
        double nanosPerUnit() {
            return (double) nanos / fuel;
        }

        double bytesPerUnit() {
            return (double) bytes / fuel;
        }
    }

    private final List<Cost> slowest = new ArrayList<>();
    private final List<Cost> largest = new ArrayList<>();
    long calls;
    long nanos;
    long fuel;

    static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    static long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    void add(Cost cost) {
        calls++;
        nanos += cost.nanos();
        fuel += cost.fuel();
        keep(slowest, cost, Comparator.comparingDouble(Cost::nanosPerUnit));
        keep(largest, cost, Comparator.comparingDouble(Cost::bytesPerUnit));
    }

    private static void keep(List<Cost> kept, Cost cost, Comparator<Cost> order) {
        if (kept.size() < KEPT) {
            kept.add(cost);
            return;
        }
        var least = kept.stream().min(order).orElseThrow();
        if (order.compare(cost, least) > 0) {
            kept.remove(least);
            kept.add(cost);
        }
    }

    void print() {
        System.out.printf(Locale.ROOT, "%,d calls, %,d ns, %,d units%n", calls, nanos, fuel);
        print(
                "most processor time for a unit",
                slowest,
                Comparator.comparingDouble(Cost::nanosPerUnit));
        print("most allocated for a unit", largest, Comparator.comparingDouble(Cost::bytesPerUnit));
    }

    private static void print(String title, List<Cost> costs, Comparator<Cost> order) {
        System.out.println(title);
        costs.stream()
                .sorted(order.reversed())
                .forEach(cost ->
                        System.out.printf(
                                Locale.ROOT,
                                "%8.1f ns/unit %8.1f B/unit %,12d ns %,12d B %,12d units  %s%n",
                                cost.nanosPerUnit(),
                                cost.bytesPerUnit(),
                                cost.nanos(),
                                cost.bytes(),
                                cost.fuel(),
                                cost.call()));
    }
}
