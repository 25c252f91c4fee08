package lapidary.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lapidary.bench.load.Tool;

/** What a JVM's heap holds that is still in use: counted by the JVM itself, by {@code jcmd}. */
public final class LiveHeap {
    private LiveHeap() {}

    /** After a full collection, which this makes. */
    public static long bytes(ServerProcess jvm) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var command = List.of(jcmd, Long.toString(jvm.pid()), "GC.class_histogram");
        // The last line: Total, how many objects, how many bytes.
        String total =
                Tool.run(Path.of("."), command)
                        .output()
                        .strip()
                        .lines()
                        .reduce("", (_, line) -> line);
        return Long.parseLong(total.split("\\s+", -1)[2]);
    }
}
