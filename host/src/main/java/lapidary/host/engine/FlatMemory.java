package lapidary.host.engine;

import static com.dylibso.chicory.runtime.ConstantEvaluators.computeConstantValue;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lapidary.host.memory.HeapSize;
import lapidary.host.memory.MemoryBudget;
import lapidary.host.memory.MemoryClaim;
import lapidary.host.memory.MemoryShortage;

/**
 * A guest's memory: one array of bytes. Confined to the event's thread.
 *
 * <p>Host functions reach it through {@link #check}, {@link #array}, {@link #read} and {@link
 * #write}, with pointers and lengths as the guest gave them, unsigned: whatever lies outside traps.
 *
 * <p>The engine's side is exact, too: an address that the engine computed and that overflowed is
 * negative, and outside. The two public fields are the guest's meter. They lie here because
 * compiled code has this object at hand, so that charging fuel is one access to a field; see
 * docs/decisions/0003-flat-guest-memory.md.
 */
public final class FlatMemory extends TransferFields implements Memory {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle FLOAT = view(float[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private static final byte[] EMPTY = {};
    private static final int SPARE_PART_IN_SHORTAGE = 16;

    /** The fuel left of what was granted so far; negative when more must be asked for. */
    public long fuel;

    /** The stack slots left; negative when calls have gone too deep. */
    public long stack;

    private final int initialPages;
    private final int maximumPages;
    private final SegmentBytes segmentBytes;
    private final MemoryClaim claim;
    private byte[] bytes = EMPTY;
    private int limit;
    private byte[][] segments = {};
    private DataSegment[] engineSegments = {};

    /**
     * A memory that nobody counts.
     *
     * @param initialPages of 64 KiB
     * @param maximumPages beyond which {@code memory.grow} answers −1
     */
    public FlatMemory(int initialPages, int maximumPages) {
        this(initialPages, maximumPages, new SegmentBytes(), MemoryBudget.UNLIMITED.claim());
    }

    /**
     * @param segmentBytes of the module
     * @param claim of the instance, to which this memory adds what it takes
     * @throws MemoryShortage if the host has no room for it
     */
    FlatMemory(int initialPages, int maximumPages, SegmentBytes segmentBytes, MemoryClaim claim) {
        this.segmentBytes = segmentBytes;
        this.claim = claim;
        this.initialPages = initialPages;
        this.maximumPages = Math.min(maximumPages, Memory.RUNTIME_MAX_PAGES);
        int size = Math.multiplyExact(initialPages, PAGE_SIZE);
        claim.add(HeapSize.ofBytes(size));
        bytes = new byte[size];
        limit = bytes.length;
    }

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    // For host functions

    /** The memory's size in bytes. */
    public int size() {
        return limit;
    }

    /**
     * Where a slice lies in {@link #array()}. A slice of no bytes is always within.
     *
     * @param pointer unsigned
     * @param length unsigned
     * @throws GuestTrap if any of it lies outside the memory
     */
    public int check(int pointer, int length) {
        if (length == 0) {
            return 0;
        }
        long end = Integer.toUnsignedLong(pointer) + Integer.toUnsignedLong(length);
        if (end > limit) {
            throw new GuestTrap("slice outside memory");
        }
        return pointer;
    }

    /** As {@link #check(int, int)}, for a pointer and a size that are zero or more already. */
    public void check(long pointer, long size) {
        if (size != 0 && pointer + size > limit) {
            throw new GuestTrap("slice outside memory");
        }
    }

    /**
     * The bytes themselves, valid until the guest runs again: for reading without a copy. There may
     * be more of them than {@link #size()}.
     */
    public byte[] array() {
        return bytes;
    }

    /** A copy of a slice. */
    public byte[] read(int pointer, int length) {
        int offset = check(pointer, length);
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Copies all of {@code source} into the guest. */
    @Override
    public void write(int pointer, byte[] source) {
        write(pointer, source, 0, source.length);
    }

    /** Copies a part of {@code source} into the guest. */
    @Override
    public void write(int pointer, byte[] source, int offset, int size) {
        System.arraycopy(source, offset, bytes, check(pointer, size), size);
    }

    // Loads and stores, for the engine

    @Override
    public byte read(int address) {
        if (address > limit - 1) {
            throw outside();
        }
        try {
            return bytes[address];
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public short readShort(int address) {
        if (address > limit - 2) {
            throw outside();
        }
        try {
            return (short) SHORT.get(bytes, address);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public long readU16(int address) {
        return Short.toUnsignedLong(readShort(address));
    }

    @Override
    public int readInt(int address) {
        if (address > limit - 4) {
            throw outside();
        }
        try {
            return (int) INT.get(bytes, address);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public long readLong(int address) {
        if (address > limit - 8) {
            throw outside();
        }
        try {
            return (long) LONG.get(bytes, address);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public float readFloat(int address) {
        if (address > limit - 4) {
            throw outside();
        }
        try {
            return (float) FLOAT.get(bytes, address);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public double readDouble(int address) {
        if (address > limit - 8) {
            throw outside();
        }
        try {
            return (double) DOUBLE.get(bytes, address);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeByte(int address, byte value) {
        if (address > limit - 1) {
            throw outside();
        }
        try {
            bytes[address] = value;
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public void writeShort(int address, short value) {
        if (address > limit - 2) {
            throw outside();
        }
        try {
            SHORT.set(bytes, address, value);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public void writeI32(int address, int value) {
        if (address > limit - 4) {
            throw outside();
        }
        try {
            INT.set(bytes, address, value);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public void writeLong(int address, long value) {
        if (address > limit - 8) {
            throw outside();
        }
        try {
            LONG.set(bytes, address, value);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public void writeF32(int address, float value) {
        if (address > limit - 4) {
            throw outside();
        }
        try {
            FLOAT.set(bytes, address, value);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    @Override
    public void writeF64(int address, double value) {
        if (address > limit - 8) {
            throw outside();
        }
        try {
            DOUBLE.set(bytes, address, value);
        } catch (IndexOutOfBoundsException _) {
            throw outside();
        }
    }

    // Bulk operations, for the engine

    @Override
    public byte[] readBytes(int address, int size) {
        checkRange(address, size, limit);
        return Arrays.copyOfRange(bytes, address, address + size);
    }

    /** The engine gives {@code end = start + size}, which may have overflowed. */
    @Override
    public void fill(byte value, int start, int end) {
        int size = end - start;
        checkRange(start, size, limit);
        Arrays.fill(bytes, start, start + size, value);
    }

    @Override
    public void copy(int destination, int source, int size) {
        checkRange(source, size, limit);
        checkRange(destination, size, limit);
        System.arraycopy(bytes, source, bytes, destination, size);
    }

    @Override
    public void initPassiveSegment(int segment, int destination, int offset, int size) {
        byte[] data = segmentNow(segment);
        checkRange(offset, size, data.length);
        checkRange(destination, size, limit);
        System.arraycopy(data, offset, bytes, destination, size);
    }

    /** The engine drops a segment in its own array, and does not tell. */
    private byte[] segmentNow(int segment) {
        boolean isDropped = engineSegments[segment].equals(PassiveDataSegment.EMPTY);
        return isDropped ? EMPTY : segments[segment];
    }

    @Override
    public void drop(int segment) {
        engineSegments[segment] = PassiveDataSegment.EMPTY;
    }

    /** All unsigned; unlike a host function's slice, one of no bytes must not begin outside. */
    private static void checkRange(int start, int size, int length) {
        long end = Integer.toUnsignedLong(start) + Integer.toUnsignedLong(size);
        if (end > length) {
            throw outside();
        }
    }

    private static WasmRuntimeException outside() {
        return new WasmRuntimeException("out of bounds memory access");
    }

    // Size and life

    @Override
    public int pages() {
        return limit / PAGE_SIZE;
    }

    @Override
    public int grow(int more) {
        int before = pages();
        if (Integer.toUnsignedLong(more) > maximumPages - before) {
            return -1;
        }
        int size = (before + more) * PAGE_SIZE;
        if (size > bytes.length) {
            enlarge(size);
        }
        limit = size;
        return before;
    }

    /**
     * With room to grow, so that a guest that grows page by page is not copied each time: half as
     * much again, or a little where the host's memory is short. While it is copied, there are two.
     */
    private void enlarge(int size) {
        int before = bytes.length;
        int capacity = capacity(size, size / 2);
        try {
            claim.add(HeapSize.ofBytes(capacity));
        } catch (MemoryShortage _) {
            capacity = capacity(size, size / SPARE_PART_IN_SHORTAGE);
            claimOrEndEvent(capacity);
        }
        bytes = Arrays.copyOf(bytes, capacity);
        claim.subtract(HeapSize.ofBytes(before));
    }

    private int capacity(int size, int spare) {
        return (int) Math.max(size, Math.min((long) size + spare, (long) maximumPages * PAGE_SIZE));
    }

    /** Never a −1: what a guest sees does not depend on its neighbours. */
    private void claimOrEndEvent(int capacity) {
        try {
            claim.add(HeapSize.ofBytes(capacity));
        } catch (MemoryShortage shortage) {
            throw new HostFunctionThrew(shortage);
        }
    }

    @Override
    public int initialPages() {
        return initialPages;
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    @Override
    public boolean shared() {
        return false;
    }

    /** Nothing to do: a memory is made for one instance, and asked once, before anything else. */
    @Override
    public void zero() {}

    @Override
    public void initialize(Instance instance, DataSegment[] dataSegments) {
        initialize(instance, dataSegments, 0);
    }

    /** Copies the active segments, which are gone then. */
    @Override
    public void initialize(Instance instance, DataSegment[] dataSegments, int memoryIndex) {
        engineSegments = dataSegments;
        segments = new byte[dataSegments.length][];
        for (int index = 0; index < segments.length; index++) {
            byte[] data = segmentBytes.of(dataSegments[index]);
            if (dataSegments[index] instanceof ActiveDataSegment active) {
                copyActive(
                        data, (int) computeConstantValue(instance, active.offsetInstructions())[0]);
                data = EMPTY;
            }
            segments[index] = data;
        }
    }

    private void copyActive(byte[] data, int offset) {
        if (Integer.toUnsignedLong(offset) + data.length > limit) {
            throw new UninstantiableException("out of bounds memory access");
        }
        System.arraycopy(data, 0, bytes, offset, data.length);
    }

    // Threads, which guests do not have

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public Object lock(int address) {
        throw threads();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        throw threads();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        throw threads();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public int notify(int address, int threadsMax) {
        throw threads();
    }

    private static UnsupportedOperationException threads() {
        return new UnsupportedOperationException("guest memory is not shared between threads");
    }
}
