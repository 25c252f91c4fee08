package lapidary.host.usage;

/**
 * The id of the request that the current thread works for: what a client sees as {@code
 * Lapidary-Request-Id}. Receipts and log lines carry it.
 */
public final class RequestId {
    private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

    private RequestId() {}

    /** The id, or an empty text where no request is worked for. */
    public static String current() {
        return CURRENT.isBound() ? CURRENT.get() : "";
    }

    /** Works for the request of that id, on this thread. */
    public static <T, X extends Throwable> T with(String id, ScopedValue.CallableOp<T, X> work)
            throws X {
        return ScopedValue.where(CURRENT, id).call(work);
    }
}
