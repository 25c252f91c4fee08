package lapidary.host.guest;

import static lapidary.abi.AbiImports.WASI;
import static lapidary.abi.WasiErrno.BADF;
import static lapidary.abi.WasiErrno.INVAL;
import static lapidary.abi.WasiErrno.SPIPE;
import static lapidary.abi.WasiErrno.SUCCESS;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lapidary.abi.Prices;
import lapidary.host.engine.FlatMemory;

/**
 * {@code wasi_snapshot_preview1}: the safe subset that lets ordinary toolchains work unchanged; the
 * rest is there to link against and answers {@code ENOSYS}. Pointers to fixed structures carry no
 * length; the contract's list gives their sizes, and {@link HostEdge} checks them. What is found
 * behind a pointer, as in {@code fd_write}, is checked here. (WASI preview 1, witx.)
 */
final class WasiFunctions {
    private static final VarHandle I32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int CLOCK_ID_MAX = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int FDSTAT_BYTES = 24;
    private static final byte CHARACTER_DEVICE = 2;
    private static final int RIGHTS_OFFSET = 8;
    private static final long FD_WRITE_RIGHT = 1 << 6;
    private static final int IOVEC_BYTES = 8;
    private static final int RANDOM_PART_BYTES = 1_024;
    private static final int IOVECS_MAX = 1_024;

    private WasiFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(WASI, "clock_time_get", WasiFunctions::clockTimeGet);
        registry.add(WASI, "clock_res_get", WasiFunctions::clockResGet);
        registry.add(WASI, "random_get", WasiFunctions::randomGet);
        registry.add(WASI, "fd_write", WasiFunctions::fdWrite);
        registry.add(WASI, "fd_close", (_, arguments) -> stream(arguments, SUCCESS));
        registry.add(WASI, "fd_seek", WasiFunctions::fdSeek);
        registry.add(WASI, "fd_fdstat_get", WasiFunctions::fdFdstatGet);
        registry.add(WASI, "fd_prestat_get", (_, _) -> BADF);
        registry.add(WASI, "environ_sizes_get", WasiFunctions::environSizesGet);
        registry.add(WASI, "environ_get", WasiFunctions::environGet);
        registry.add(WASI, "args_sizes_get", WasiFunctions::argsSizesGet);
        registry.add(WASI, "args_get", (_, _) -> SUCCESS);
        registry.add(WASI, "sched_yield", (_, _) -> SUCCESS);
        registry.add(WASI, "proc_exit", WasiFunctions::procExit);
    }

    /** {@code clock_time_get(id, precision: i64, time_ptr)}: every clock is the event's start. */
    private static long clockTimeGet(GuestContext context, long[] arguments) {
        int timePtr = (int) arguments[2];
        if (isUnknownClock((int) arguments[0])) {
            return INVAL;
        }
        putLong(context, timePtr, context.startMillis() * NANOS_PER_MILLI);
        return SUCCESS;
    }

    /** {@code clock_res_get(id, resolution_ptr)}: a millisecond. */
    private static long clockResGet(GuestContext context, long[] arguments) {
        int resolutionPtr = (int) arguments[1];
        if (isUnknownClock((int) arguments[0])) {
            return INVAL;
        }
        putLong(context, resolutionPtr, NANOS_PER_MILLI);
        return SUCCESS;
    }

    /** {@code random_get(buf_ptr, buf_len)} */
    private static long randomGet(GuestContext context, long[] arguments) {
        int ptr = (int) arguments[0];
        int len = (int) arguments[1];
        context.charge(Prices.RANDOM_BYTE * Integer.toUnsignedLong(len));
        fillRandom(context, ptr, len);
        return SUCCESS;
    }

    private static void fillRandom(GuestContext context, int ptr, int len) {
        var part = new byte[Math.min(len, RANDOM_PART_BYTES)];
        for (int done = 0; done < len; done += part.length) {
            context.inputs().random().nextBytes(part);
            int count = Math.min(part.length, len - done);
            System.arraycopy(part, 0, context.memory().array(), ptr + done, count);
        }
    }

    /** {@code fd_write(fd, iovs_ptr, iovs_count, written_ptr)}: 1 and 2 become log lines. */
    private static long fdWrite(GuestContext context, long[] arguments) {
        int fd = (int) arguments[0];
        int iovsPtr = (int) arguments[1];
        int iovsCount = (int) arguments[2];
        if (Integer.toUnsignedLong(iovsCount) > IOVECS_MAX) {
            return INVAL;
        }
        context.charge(Prices.BUFFER * iovsCount);
        long size = checkedSize(context.memory(), iovsPtr, iovsCount);
        if (fd != STDOUT && fd != STDERR) {
            return BADF;
        }
        if (size > Integer.MAX_VALUE) {
            return INVAL; // the result could not say how many
        }
        context.chargeBytes(size);
        byte[] memory = context.memory().array();
        for (int i = 0; i < iovsCount; i++) {
            int ptr = (int) I32.get(memory, iovsPtr + i * IOVEC_BYTES);
            int len = (int) I32.get(memory, iovsPtr + i * IOVEC_BYTES + Integer.BYTES);
            context.streams().write(fd, memory, ptr, len);
        }
        I32.set(memory, (int) arguments[3], (int) size);
        return SUCCESS;
    }

    /** The bytes of all buffers together; traps if one of them lies outside the memory. */
    private static long checkedSize(FlatMemory memory, int iovsPtr, int iovsCount) {
        long size = 0;
        for (int i = 0; i < iovsCount; i++) {
            int len = (int) I32.get(memory.array(), iovsPtr + i * IOVEC_BYTES + Integer.BYTES);
            memory.check((int) I32.get(memory.array(), iovsPtr + i * IOVEC_BYTES), len);
            size += Integer.toUnsignedLong(len);
        }
        return size;
    }

    /** {@code fd_seek(fd, offset: i64, whence, newoffset_ptr)}: a stream has no position. */
    private static long fdSeek(GuestContext context, long[] arguments) {
        return stream(arguments, SPIPE);
    }

    /** {@code fd_fdstat_get(fd, stat_ptr)}: a character device that may be written to. */
    private static long fdFdstatGet(GuestContext context, long[] arguments) {
        int statPtr = (int) arguments[1];
        if (stream(arguments, SUCCESS) == BADF) {
            return BADF;
        }
        byte[] memory = context.memory().array();
        Arrays.fill(memory, statPtr, statPtr + FDSTAT_BYTES, (byte) 0);
        memory[statPtr] = CHARACTER_DEVICE;
        I64.set(memory, statPtr + RIGHTS_OFFSET, FD_WRITE_RIGHT);
        return SUCCESS;
    }

    /** {@code environ_sizes_get(count_ptr, size_ptr)} */
    private static long environSizesGet(GuestContext context, long[] arguments) {
        var lines = context.given().environment();
        int size = (int) context.given().environmentBytes();
        context.chargeBytes(size); // they were counted, which may have taken making them
        I32.set(context.memory().array(), (int) arguments[0], lines.size());
        I32.set(context.memory().array(), (int) arguments[1], size);
        return SUCCESS;
    }

    /** {@code environ_get(environ_ptr, buf_ptr)}: pointers, and what they point to. */
    private static long environGet(GuestContext context, long[] arguments) {
        int pointersPtr = (int) arguments[0];
        int textPtr = (int) arguments[1];
        var lines = context.given().environment();
        long size = context.given().environmentBytes();
        context.memory()
                .check(Integer.toUnsignedLong(pointersPtr), (long) lines.size() * Integer.BYTES);
        context.memory().check(Integer.toUnsignedLong(textPtr), size);
        context.chargeBytes(size + (long) lines.size() * Integer.BYTES);
        byte[] memory = context.memory().array();
        for (byte[] line : lines) {
            I32.set(memory, pointersPtr, textPtr);
            System.arraycopy(line, 0, memory, textPtr, line.length);
            pointersPtr += Integer.BYTES;
            textPtr += line.length;
        }
        return SUCCESS;
    }

    /** {@code args_sizes_get(count_ptr, size_ptr)}: none. */
    private static long argsSizesGet(GuestContext context, long[] arguments) {
        I32.set(context.memory().array(), (int) arguments[0], 0);
        I32.set(context.memory().array(), (int) arguments[1], 0);
        return SUCCESS;
    }

    /** {@code proc_exit(code)}: ends the event, as failed unless the code is 0. */
    private static long procExit(GuestContext context, long[] arguments) {
        throw new GuestExit((int) arguments[0]);
    }

    private static long stream(long[] arguments, long answer) {
        int fd = (int) arguments[0];
        return fd >= STDIN && fd <= STDERR ? answer : BADF;
    }

    private static boolean isUnknownClock(int id) {
        return id < 0 || id > CLOCK_ID_MAX;
    }

    private static void putLong(GuestContext context, int ptr, long value) {
        I64.set(context.memory().array(), ptr, value);
    }
}
