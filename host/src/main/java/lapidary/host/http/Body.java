package lapidary.host.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryClaim;

/** Reads a body whole, and claims what it takes before it comes. Stateless. */
final class Body {
    private static final int CAPACITY_MIN = 16 << 10;

    private Body() {}

    /** A body of known length, which has been claimed; what came, if it ended before. */
    static byte[] ofLength(InputStream in, int length) throws IOException {
        var bytes = new byte[length];
        int size = in.readNBytes(bytes, 0, length);
        return size == length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** A body to its end, or one byte more than {@code bytesMax} of it. */
    static byte[] toEnd(InputStream in, int bytesMax, MemoryClaim memory) throws IOException {
        int capacity = Math.min(CAPACITY_MIN, bytesMax + 1);
        memory.add(HeapSize.ofBytes(capacity));
        var bytes = new byte[capacity];
        int size = in.readNBytes(bytes, 0, capacity);
        while (size == bytes.length && size <= bytesMax) {
            bytes = enlarged(bytes, (int) Math.min(2L * size, bytesMax + 1L), memory);
            size += in.readNBytes(bytes, size, bytes.length - size);
        }
        memory.add(HeapSize.ofBytes(size));
        return Arrays.copyOf(bytes, size);
    }

    private static byte[] enlarged(byte[] bytes, int capacity, MemoryClaim memory) {
        memory.add(HeapSize.ofBytes(capacity));
        var larger = Arrays.copyOf(bytes, capacity);
        memory.subtract(HeapSize.ofBytes(bytes.length));
        return larger;
    }
}
