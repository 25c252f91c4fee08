package lapidary.host.storage;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files the process may have open, connections included. */
public final class OpenFiles {
    private OpenFiles() {}

    /** As many as there are numbers where the system has no limit that is known. */
    public static long max() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
