package lapidary.host.guest;

/**
 * What one facet calls of another: a method, and a payload that lies in the caller's memory. The
 * caller waits meanwhile, so nobody changes it.
 */
public final class RpcCall {
    private final String method;
    private final byte[] memory;
    private final int payloadPtr;
    private final int payloadLen;

    /** With a payload that has been checked; an empty one may lie anywhere. */
    RpcCall(String method, byte[] memory, int payloadPtr, int payloadLen) {
        this.method = method;
        this.memory = memory;
        this.payloadPtr = payloadPtr;
        this.payloadLen = payloadLen;
    }

    String method() {
        return method;
    }

    /** Gives the payload to the guest that is called, as the contract's functions do. */
    long answerPayload(GuestContext context, int outPtr, int outCap) {
        return context.answer(memory, payloadPtr, payloadLen, outPtr, outCap);
    }

    /** Bytes of both. */
    public long bytes() {
        return method.length() + (long) payloadLen;
    }
}
