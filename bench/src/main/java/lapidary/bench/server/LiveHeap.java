package lapidary.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lapidary.bench.load.Tool;

/** What a JVM's heap holds that is still in use: counted by the JVM itself, by {@code jcmd}. */
public final class LiveHeap {
    /**
     * What the collector puts where nothing is any more, so that the heap has no gaps: it leaves up
     * to a twentieth of the old generation so, and does not move what lies behind.
     */
    private static final String FILLER = "jdk.internal.vm.Filler";

    private static final String TOTAL = "Total";

    private LiveHeap() {}

    /** After a full collection, which this makes. */
    public static long bytes(ServerProcess jvm) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var command = List.of(jcmd, Long.toString(jvm.pid()), "GC.class_histogram");
        return bytes(Tool.run(Path.of("."), command).output());
    }

    /**
     * The total, without what only fills gaps.
     *
     * @param histogram a line for each class (its place, how many objects, bytes, its name), the
     *     last for all
     */
    static long bytes(String histogram) {
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(line -> line.length >= 3)
                .mapToLong(LiveHeap::bytes)
                .sum();
    }

    private static long bytes(String[] line) {
        if (line[0].equals(TOTAL)) {
            return Long.parseLong(line[2]);
        }
        return line.length > 3 && line[3].contains(FILLER) ? -Long.parseLong(line[2]) : 0;
    }
}
