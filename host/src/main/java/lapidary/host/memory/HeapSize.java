package lapidary.host.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What an array takes of the heap. The G1 collector gives an array of more than half a region a
 * number of regions of its own, so that one of just over 16 MiB may take 32. Stateless.
 */
public final class HeapSize {
    private static final int HEADER_BYTES = 16;
    private static final long REGION_BYTES = regionBytes();

    private HeapSize() {}

    /** Of an array of bytes. */
    public static long ofBytes(long length) {
        return ofArray(length, REGION_BYTES);
    }

    static long ofArray(long length, long regionBytes) {
        long size = length + HEADER_BYTES;
        return regionBytes > 0 && size > regionBytes / 2
                ? Math.ceilDiv(size, regionBytes) * regionBytes
                : size;
    }

    /** 0 if the collector has no regions that matter. */
    private static long regionBytes() {
        try {
            var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            boolean isG1 = Boolean.parseBoolean(options.getVMOption("UseG1GC").getValue());
            return isG1 ? Long.parseLong(options.getVMOption("G1HeapRegionSize").getValue()) : 0;
        } catch (RuntimeException _) { // another JVM
            return 0;
        }
    }
}
