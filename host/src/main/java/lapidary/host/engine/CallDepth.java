package lapidary.host.engine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import lapidary.abi.Limits;

/**
 * How deeply a guest's calls may nest, in slots of eight bytes of a Java thread's stack. Threads
 * that run guests have at least {@value #THREAD_STACK_BYTES_MIN} bytes of it; see
 * docs/decisions/0004-call-depth.md.
 */
public final class CallDepth {
    /** What {@code -Xss} must give the threads that run guests. */
    public static final long THREAD_STACK_BYTES_MIN = 64L << 20;

    /** What of it is the guest's; the rest is for the host functions that it calls. */
    static final long SLOTS = Limits.CALL_SLOTS_MAX;

    private CallDepth() {}

    /**
     * Whether threads that do not say otherwise, and the carriers of virtual threads, have the
     * stack that guests need; true where the JVM does not tell.
     */
    public static boolean isGranted() {
        var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (bean == null) {
            return true;
        }
        long kibibytes = Long.parseLong(bean.getVMOption("ThreadStackSize").getValue());
        return kibibytes << 10 >= THREAD_STACK_BYTES_MIN;
    }
}
