package lapidary.host.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * How much memory the process has from {@code malloc}: SQLite's, and the JVM's own, but nothing of
 * the Java heap. Known where the C library has {@code mallinfo2}, as glibc has since 2.33.
 */
final class NativeHeap {
    private static final int HBLKHD = 4;
    private static final int UORDBLKS = 7;

    private static final StructLayout MALLINFO2 =
            MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG).withName("fields"));

    private static final Optional<MethodHandle> CALL = find();

    private NativeHeap() {}

    // The driver needs native access too, so the launcher gives it.
    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> find() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("mallinfo2")
                .map(at -> linker.downcallHandle(at, FunctionDescriptor.of(MALLINFO2)));
    }

    static boolean isKnown() {
        return CALL.isPresent();
    }

    /** Bytes in use now; 0 where that is not known. Takes some microseconds. */
    static long bytes() {
        if (CALL.isEmpty()) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            var info = (MemorySegment) CALL.get().invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, HBLKHD)
                    + info.getAtIndex(ValueLayout.JAVA_LONG, UORDBLKS);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
