package lapidary.host.engine;

import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;

/**
 * Loads and stores of compiled code: one comparison with the memory's size, then the processor's
 * own instruction. The methods stand in for the engine's, with its names and parameters: an
 * address, what is stored, an offset that the module has as a constant, and the memory, or its
 * array and size as {@link DirectLoads} keeps them in locals.
 *
 * <p>An array's own access and its views need more of the JVM's compiler: it gives up on what is
 * inlined in large functions, which are then several times slower. See
 * docs/decisions/0029-direct-access.md.
 *
 * <p>The comparison in {@link #at} is all that keeps a guest within its array. It is exact for any
 * address and offset: both are unsigned and their sum, of 33 bits, is never cut. An array that
 * cannot be null is, to the JVM's compiler, one that nothing else aliases.
 */
public final class DirectAccess {
    /** What a JVM must be started with to have it; see {@link #OFF} for who does not want it. */
    public static final String JVM_OPTION = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED";

    /** A system property: {@code true} has compiled code use the engine's way all the same. */
    public static final String OFF = "lapidary.directAccess.off";

    private DirectAccess() {}

    /**
     * Whether this JVM was started so, and reads numbers as WebAssembly has them: little-endian,
     * wherever they lie. Where it does not, compiled code uses the engine's way, which is slower.
     */
    public static boolean isPossible() {
        return Holder.IS_POSSIBLE;
    }

    private static final class Holder {
        static final boolean IS_POSSIBLE =
                !Boolean.getBoolean(OFF)
                        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                        && isExported()
                        && unaligned();

        private static boolean isExported() {
            return Object.class
                    .getModule()
                    .isExported("jdk.internal.misc", DirectAccess.class.getModule());
        }

        private static boolean unaligned() {
            return Unsafe.getUnsafe().unalignedAccess();
        }
    }

    /** Apart, so that asking whether it is possible does not need it. */
    private static final class Bytes {
        static final Unsafe UNSAFE = Unsafe.getUnsafe();
        static final long FIRST = UNSAFE.arrayBaseOffset(byte[].class);
    }

    private static long at(byte[] bytes, int size, int address, int offset, int width) {
        long at = Integer.toUnsignedLong(address) + Integer.toUnsignedLong(offset);
        if (bytes == null || at > size - width) {
            throw outside();
        }
        return Bytes.FIRST + at;
    }

    private static WasmRuntimeException outside() {
        return new WasmRuntimeException("out of bounds memory access");
    }

    public static byte memoryReadByte(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getByte(bytes, at(bytes, size, address, offset, 1));
    }

    public static short memoryReadShort(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getShort(bytes, at(bytes, size, address, offset, 2));
    }

    public static int memoryReadInt(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getInt(bytes, at(bytes, size, address, offset, 4));
    }

    public static long memoryReadLong(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getLong(bytes, at(bytes, size, address, offset, 8));
    }

    public static float memoryReadFloat(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getFloat(bytes, at(bytes, size, address, offset, 4));
    }

    public static double memoryReadDouble(int address, int offset, byte[] bytes, int size) {
        return Bytes.UNSAFE.getDouble(bytes, at(bytes, size, address, offset, 8));
    }

    public static void memoryWriteByte(
            int address, byte value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putByte(bytes, at(bytes, size, address, offset, 1), value);
    }

    public static void memoryWriteShort(
            int address, short value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putShort(bytes, at(bytes, size, address, offset, 2), value);
    }

    public static void memoryWriteInt(int address, int value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putInt(bytes, at(bytes, size, address, offset, 4), value);
    }

    public static void memoryWriteLong(
            int address, long value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putLong(bytes, at(bytes, size, address, offset, 8), value);
    }

    public static void memoryWriteFloat(
            int address, float value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putFloat(bytes, at(bytes, size, address, offset, 4), value);
    }

    public static void memoryWriteDouble(
            int address, double value, int offset, byte[] bytes, int size) {
        Bytes.UNSAFE.putDouble(bytes, at(bytes, size, address, offset, 8), value);
    }

    // The same of a memory, for methods that have no locals for its parts

    public static byte memoryReadByte(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadByte(address, offset, memory.array(), memory.size());
    }

    public static short memoryReadShort(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadShort(address, offset, memory.array(), memory.size());
    }

    public static int memoryReadInt(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadInt(address, offset, memory.array(), memory.size());
    }

    public static long memoryReadLong(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadLong(address, offset, memory.array(), memory.size());
    }

    public static float memoryReadFloat(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadFloat(address, offset, memory.array(), memory.size());
    }

    public static double memoryReadDouble(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return memoryReadDouble(address, offset, memory.array(), memory.size());
    }

    public static void memoryWriteByte(int address, byte value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteByte(address, value, offset, memory.array(), memory.size());
    }

    public static void memoryWriteShort(int address, short value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteShort(address, value, offset, memory.array(), memory.size());
    }

    public static void memoryWriteInt(int address, int value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteInt(address, value, offset, memory.array(), memory.size());
    }

    public static void memoryWriteLong(int address, long value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteLong(address, value, offset, memory.array(), memory.size());
    }

    public static void memoryWriteFloat(int address, float value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteFloat(address, value, offset, memory.array(), memory.size());
    }

    public static void memoryWriteDouble(int address, double value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        memoryWriteDouble(address, value, offset, memory.array(), memory.size());
    }
}
