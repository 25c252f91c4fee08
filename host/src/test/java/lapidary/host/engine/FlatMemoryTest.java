package lapidary.host.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.runtime.WasmRuntimeException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {
    private static final int PAGE = 65_536;

    private final FlatMemory memory = new FlatMemory(1, 5);

    @Test
    void slices_are_within_memory_or_trap() {
        assertEquals(PAGE - 1, memory.check(PAGE - 1, 1));
        assertEquals(0, memory.check(0, PAGE));
        assertThrows(GuestTrap.class, () -> memory.check(PAGE, 1));
        assertThrows(GuestTrap.class, () -> memory.check(1, PAGE));
        assertThrows(GuestTrap.class, () -> memory.check(-1, 1));
        assertThrows(GuestTrap.class, () -> memory.check(-1, 2));
        assertThrows(GuestTrap.class, () -> memory.check(0, -1));
        assertThrows(GuestTrap.class, () -> memory.check(1, -1));
        assertThrows(GuestTrap.class, () -> memory.check(Integer.MIN_VALUE, Integer.MIN_VALUE));
    }

    @Test
    void a_slice_of_no_bytes_is_within_wherever_it_is() {
        memory.check(PAGE, 0);
        memory.check(-1, 0);
        assertEquals(0, memory.read(-1, 0).length);
        memory.write(Integer.MIN_VALUE, new byte[0]);
    }

    @Test
    void any_pointer_and_length_give_the_bytes_or_a_trap() {
        var random = new Random(42);
        for (int round = 0; round < 10_000; round++) {
            int pointer = random.nextInt() >> random.nextInt(32);
            int length = random.nextInt() >> random.nextInt(32);
            try {
                assertEquals(length, memory.read(pointer, length).length);
            } catch (GuestTrap _) {
                long end = Integer.toUnsignedLong(pointer) + Integer.toUnsignedLong(length);
                assertEquals(true, end > PAGE);
            }
        }
    }

    @Test
    void what_is_written_is_read_back_little_endian() {
        memory.write(10, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertEquals(0x04030201, memory.readInt(10));
        assertEquals(0x0807060504030201L, memory.readLong(10));
        assertEquals(0x0201, memory.readShort(10));
        assertArrayEquals(new byte[] {3, 4}, memory.read(12, 2));
        memory.write(0, new byte[] {9, 8, 7}, 1, 1);
        assertEquals(8, memory.read(0));
        assertEquals(0, memory.read(1));
    }

    @Test
    void each_access_traps_at_the_first_byte_outside() {
        for (int size = 1; size <= 8; size *= 2) {
            int width = size;
            access(PAGE - size, size);
            assertThrows(WasmRuntimeException.class, () -> access(PAGE - width + 1, width));
            assertThrows(WasmRuntimeException.class, () -> access(-1, width));
            assertThrows(WasmRuntimeException.class, () -> access(Integer.MIN_VALUE, width));
            assertThrows(WasmRuntimeException.class, () -> access(Integer.MAX_VALUE, width));
        }
    }

    private void access(int address, int size) {
        switch (size) {
            case 1 -> memory.writeByte(address, memory.read(address));
            case 2 -> memory.writeShort(address, memory.readShort(address));
            case 4 -> {
                memory.writeI32(address, memory.readInt(address));
                memory.writeF32(address, memory.readFloat(address));
            }
            default -> {
                memory.writeLong(address, memory.readLong(address));
                memory.writeF64(address, memory.readDouble(address));
            }
        }
    }

    @Test
    void the_room_to_grow_into_is_not_accessible() {
        assertEquals(1, memory.grow(1)); // makes room for three pages
        assertEquals(2 * PAGE, memory.size());
        assertThrows(WasmRuntimeException.class, () -> access(2 * PAGE, 1));
        assertThrows(WasmRuntimeException.class, () -> access(2 * PAGE - 1, 8));
        assertThrows(GuestTrap.class, () -> memory.check(2 * PAGE, 1));
        assertThrows(GuestTrap.class, () -> memory.check(2L * PAGE, 1L));
        assertThrows(WasmRuntimeException.class, () -> memory.copy(0, 2 * PAGE, 1));
        assertThrows(WasmRuntimeException.class, () -> memory.fill((byte) 1, 0, 2 * PAGE + 1));
        memory.fill((byte) 1, 0, 2 * PAGE);
        assertEquals(2, memory.grow(1));
        assertEquals(0, memory.read(2 * PAGE));
        assertEquals(1, memory.read(2 * PAGE - 1));
    }

    @Test
    void it_grows_to_its_maximum_and_no_further() {
        assertEquals(-1, memory.grow(5));
        assertEquals(-1, memory.grow(-1));
        assertEquals(-1, memory.grow(Integer.MIN_VALUE));
        assertEquals(1, memory.grow(4));
        assertEquals(5, memory.grow(0));
        assertEquals(-1, memory.grow(1));
        assertEquals(5 * PAGE, memory.size());
    }

    @Test
    void bulk_operations_overlap_and_are_exact_at_the_edge() {
        memory.write(0, new byte[] {1, 2, 3, 4});
        memory.copy(1, 0, 4);
        assertArrayEquals(new byte[] {1, 1, 2, 3, 4}, memory.read(0, 5));
        memory.copy(0, 1, 4);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 4}, memory.read(0, 5));
        memory.copy(PAGE, 0, 0);
        memory.copy(0, PAGE, 0);
        assertThrows(WasmRuntimeException.class, () -> memory.copy(PAGE + 1, 0, 0));
        assertThrows(WasmRuntimeException.class, () -> memory.copy(0, 0, -1));
        memory.fill((byte) 7, PAGE, PAGE);
        assertThrows(WasmRuntimeException.class, () -> memory.fill((byte) 7, -1, 0));
        // 0x80000000 bytes from 0x80000000 on: the end has overflowed to 0
        assertThrows(WasmRuntimeException.class, () -> memory.fill((byte) 7, 1 << 31, 0));
    }
}
