package lapidary.host.engine;

import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;

/**
 * Loads and stores of compiled code: one comparison with the memory's size, then the processor's
 * own instruction. The methods stand in for the engine's, with its names and parameters: an
 * address, what is stored, an offset that the module has as a constant, the memory.
 *
 * <p>An array's own access and its views need more of the JVM's compiler: it gives up on what is
 * inlined in large functions, which are then several times slower. See
 * docs/decisions/0029-direct-access.md.
 *
 * <p>The comparison in {@link #at} is all that keeps a guest within its array. It is exact for any
 * address and offset: both are unsigned and their sum, of 33 bits, is never cut.
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

    private static long at(int address, int offset, int size, FlatMemory memory) {
        long at = Integer.toUnsignedLong(address) + Integer.toUnsignedLong(offset);
        if (at > memory.size() - size) {
            throw outside();
        }
        return Bytes.FIRST + at;
    }

    private static WasmRuntimeException outside() {
        return new WasmRuntimeException("out of bounds memory access");
    }

    public static byte memoryReadByte(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getByte(memory.array(), at(address, offset, 1, memory));
    }

    public static short memoryReadShort(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getShort(memory.array(), at(address, offset, 2, memory));
    }

    public static int memoryReadInt(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getInt(memory.array(), at(address, offset, 4, memory));
    }

    public static long memoryReadLong(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getLong(memory.array(), at(address, offset, 8, memory));
    }

    public static float memoryReadFloat(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getFloat(memory.array(), at(address, offset, 4, memory));
    }

    public static double memoryReadDouble(int address, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        return Bytes.UNSAFE.getDouble(memory.array(), at(address, offset, 8, memory));
    }

    public static void memoryWriteByte(int address, byte value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putByte(memory.array(), at(address, offset, 1, memory), value);
    }

    public static void memoryWriteShort(int address, short value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putShort(memory.array(), at(address, offset, 2, memory), value);
    }

    public static void memoryWriteInt(int address, int value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putInt(memory.array(), at(address, offset, 4, memory), value);
    }

    public static void memoryWriteLong(int address, long value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putLong(memory.array(), at(address, offset, 8, memory), value);
    }

    public static void memoryWriteFloat(int address, float value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putFloat(memory.array(), at(address, offset, 4, memory), value);
    }

    public static void memoryWriteDouble(int address, double value, int offset, Memory of) {
        FlatMemory memory = (FlatMemory) of;
        Bytes.UNSAFE.putDouble(memory.array(), at(address, offset, 8, memory), value);
    }
}
