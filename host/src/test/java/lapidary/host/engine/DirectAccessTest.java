package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The one comparison between a guest and the rest of the process. */
class DirectAccessTest {
    private static final int PAGE = 65_536;

    private final FlatMemory memory = new FlatMemory(1, 5);

    /** One kind of access: writes what it has read. */
    private interface Access {
        void at(int address, int offset, byte[] bytes, int size);
    }

    private record Kind(int size, Access access) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind(
                            1,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadByte(at, offset, of, size)),
                    new Kind(
                            2,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadShort(at, offset, of, size)),
                    new Kind(
                            4,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadInt(at, offset, of, size)),
                    new Kind(
                            8,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadLong(at, offset, of, size)),
                    new Kind(
                            4,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadFloat(at, offset, of, size)),
                    new Kind(
                            8,
                            (at, offset, of, size) ->
                                    DirectAccess.memoryReadDouble(at, offset, of, size)),
                    new Kind(
                            1,
                            (at, o, of, size) ->
                                    DirectAccess.memoryWriteByte(at, (byte) 1, o, of, size)),
                    new Kind(
                            2,
                            (at, o, of, size) ->
                                    DirectAccess.memoryWriteShort(at, (short) 1, o, of, size)),
                    new Kind(
                            4,
                            (at, o, of, size) -> DirectAccess.memoryWriteInt(at, 1, o, of, size)),
                    new Kind(
                            8,
                            (at, o, of, size) -> DirectAccess.memoryWriteLong(at, 1, o, of, size)),
                    new Kind(
                            4,
                            (at, o, of, size) -> DirectAccess.memoryWriteFloat(at, 1, o, of, size)),
                    new Kind(
                            8,
                            (at, o, of, size) ->
                                    DirectAccess.memoryWriteDouble(at, 1, o, of, size)));

    @Test
    void this_jvm_has_it_so_that_all_tests_here_run_with_it() {
        assertTrue(DirectAccess.isPossible());
    }

    @Test
    void any_address_and_offset_are_within_or_trap() {
        var random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            accessAll(unsigned(random), unsigned(random));
        }
    }

    @Test
    void the_last_bytes_are_within_and_the_next_are_not_however_the_sum_is_made() {
        for (int offset : List.of(0, 1, 7, PAGE - 9, PAGE, Integer.MAX_VALUE, -1, -PAGE)) {
            for (int end = -20; end < 20; end++) {
                accessAll(PAGE + end - offset, offset);
                accessAll(end - offset, offset); // wraps, but for what is added
            }
        }
    }

    @Test
    void the_room_to_grow_into_is_not_accessible() {
        assertEquals(1, memory.grow(1)); // makes room for three pages
        assertTrue(memory.array().length > memory.size());
        for (int address = 2 * PAGE - 20; address < 2 * PAGE + 20; address++) {
            accessAll(address, 0);
            accessAll(address - 10, 10);
        }
    }

    private void accessAll(int address, int offset) {
        long at = Integer.toUnsignedLong(address) + Integer.toUnsignedLong(offset);
        for (Kind kind : KINDS) {
            if (at + kind.size() <= memory.size()) {
                access(kind, address, offset);
            } else {
                assertThrows(
                        WasmRuntimeException.class,
                        () -> access(kind, address, offset),
                        () -> kind.size() + " bytes at " + at);
            }
        }
    }

    private void access(Kind kind, int address, int offset) {
        kind.access().at(address, offset, memory.array(), memory.size());
    }

    /** Of any size, small and near 2^31 and 2^32 too. */
    private static int unsigned(Random random) {
        int near = List.of(0, 0, 0, Integer.MIN_VALUE, -PAGE).get(random.nextInt(5));
        return near + (random.nextInt() >>> (8 + random.nextInt(24)));
    }

    @Test
    void numbers_lie_in_memory_as_webassembly_has_them() {
        byte[] bytes = memory.array();
        DirectAccess.memoryWriteLong(3, 0x0807060504030201L, 4, bytes, PAGE);
        for (int i = 0; i < 8; i++) {
            assertEquals(i + 1, memory.array()[7 + i]);
        }
        assertEquals(0x0302, DirectAccess.memoryReadShort(8, 0, bytes, PAGE));
        assertEquals(0x06050403, DirectAccess.memoryReadInt(9, 0, bytes, PAGE));
        DirectAccess.memoryWriteDouble(1, 1.5, 0, bytes, PAGE);
        assertEquals(0x3ff8000000000000L, memory.readLong(1));
        assertEquals(1.5, DirectAccess.memoryReadDouble(0, 1, bytes, PAGE));
        DirectAccess.memoryWriteFloat(1, -2.5f, 0, bytes, PAGE);
        assertEquals(0xc0200000, memory.readInt(1));
        assertEquals(-2.5f, DirectAccess.memoryReadFloat(0, 1, bytes, PAGE));
        DirectAccess.memoryWriteInt(1, -2, 0, bytes, PAGE);
        DirectAccess.memoryWriteShort(1, (short) -3, 0, bytes, PAGE);
        DirectAccess.memoryWriteByte(1, (byte) -4, 0, bytes, PAGE);
        assertEquals(0xfffffffc, DirectAccess.memoryReadInt(1, 0, bytes, PAGE) | 0xff00);
        assertEquals(-4, DirectAccess.memoryReadByte(0, 1, bytes, PAGE));
    }
}
