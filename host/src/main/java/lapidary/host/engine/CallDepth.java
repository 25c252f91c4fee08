package lapidary.host.engine;

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
}
