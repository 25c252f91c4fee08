package lapidary.host.socket;

import java.util.Arrays;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;

/** Bytes that a facet keeps with a socket, and what they take. Closed when they are dropped. */
final class Attachment implements AutoCloseable {
    static final Attachment NONE = new Attachment(new byte[0], MemoryBudget.UNLIMITED.claim());

    private final byte[] bytes;
    private final MemoryClaim memory;

    private Attachment(byte[] bytes, MemoryClaim memory) {
        this.bytes = bytes;
        this.memory = memory;
    }

    /** A copy of a slice, claimed before it is made. */
    static Attachment of(byte[] from, int offset, int length, MemoryBudget budget) {
        if (length == 0) {
            return NONE;
        }
        var memory = budget.claim(HeapSize.ofBytes(length));
        return new Attachment(Arrays.copyOfRange(from, offset, offset + length), memory);
    }

    /** The array itself, which nobody changes. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        memory.close();
    }
}
