package lapidary.host.guest;

/**
 * A request's body that lies in the memory of the guest that makes the request. That guest waits
 * for the reply meanwhile, so nobody changes it.
 */
public final class SliceBody implements FetchRequest.Body {
    private final byte[] memory;
    private int position;
    private int left;

    /** Of a slice that has been checked; an empty one may lie anywhere. */
    SliceBody(byte[] memory, int ptr, int len) {
        this.memory = memory;
        this.position = len == 0 ? 0 : ptr;
        this.left = len;
    }

    /** Bytes that were not read yet. */
    public int left() {
        return left;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, left);
        System.arraycopy(memory, position, into, offset, count);
        position += count;
        left -= count;
        return count;
    }
}
