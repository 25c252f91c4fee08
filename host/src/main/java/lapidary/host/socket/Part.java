package lapidary.host.socket;

import java.util.Arrays;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;

/**
 * Bytes on their way to a peer, with the memory that they take. Closed once they have left, or
 * never will. Confined to whoever has it.
 */
final class Part implements AutoCloseable {
    /** Itself, its place in a queue, its claim. */
    private static final int OVERHEAD_BYTES = 128;

    private final byte[] bytes;
    private final int size;
    private final MemoryClaim memory;

    /**
     * @param size of what it counts for: a message's bytes, without its frame
     */
    private Part(byte[] bytes, int size, MemoryClaim memory) {
        this.bytes = bytes;
        this.size = size;
        this.memory = memory;
    }

    /** A copy of a slice, claimed before it is made. */
    static Part copyOf(byte[] from, int offset, int length, MemoryBudget budget) {
        var memory = claim(length, budget);
        return new Part(Arrays.copyOfRange(from, offset, offset + length), length, memory);
    }

    /** A message's frame, claimed before it is made. */
    static Part frame(int opcode, byte[] from, int offset, int length, MemoryBudget budget) {
        var memory = claim(Frames.headBytes(length) + (long) length, budget);
        return new Part(Frames.of(opcode, from, offset, length), length, memory);
    }

    /** A control frame of the host's own, which nobody counts. */
    static Part control(byte[] frame) {
        return new Part(frame, 0, MemoryBudget.UNLIMITED.claim());
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    private static MemoryClaim claim(long length, MemoryBudget budget) {
        return budget.claim(HeapSize.ofBytes(length) + OVERHEAD_BYTES);
    }

    @Override
    public void close() {
        memory.close();
    }
}
