package lapidary.abi;

/** What an import answers when it does not succeed. A guest sees the number, never the name. */
public enum ResultCode {
    NOT_FOUND(-1),
    /** A bad argument, handle, encoding or state. */
    INVALID(-2),
    /** The next row needs a bigger buffer. */
    TOO_SMALL(-3),
    /** SQLite refused; the text ends with its code names. */
    SQL(-4),
    /** Policy. */
    DENIED(-5),
    /** A published limit. */
    LIMIT(-6),
    /** The callee was aborted or deleted. */
    ABORTED(-7),
    /** The callee trapped, ran out, failed at its commit, or said so. */
    FAILED(-8),
    /** Busy, overloaded, timed out; may be retried. */
    UNAVAILABLE(-9),
    CLOSED(-10);

    private final int number;

    ResultCode(int number) {
        this.number = number;
    }

    /** The number that crosses the boundary: always negative. */
    public int number() {
        return number;
    }
}
