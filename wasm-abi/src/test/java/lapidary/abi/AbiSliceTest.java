package lapidary.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AbiSliceTest {
    private static final long PAGE = 65_536;
    private static final AbiSlice BYTES = new AbiSlice(0, 1, 1);

    @Test
    void a_slice_that_ends_with_the_memory_is_within_and_one_byte_more_is_not() {
        assertTrue(BYTES.isWithin(PAGE, PAGE - 10, 10));
        assertFalse(BYTES.isWithin(PAGE, PAGE - 10, 11));
    }

    @Test
    void an_empty_slice_is_always_within() {
        assertTrue(BYTES.isWithin(PAGE, -1, 0));
        assertTrue(BYTES.isWithin(0, PAGE, 0));
    }

    @Test
    void pointers_and_lengths_are_unsigned_and_do_not_wrap_round() {
        assertEquals(0xFFFF_FFFFL, BYTES.pointer(-1L, 0));
        assertEquals(0xFFFF_FFFFL, BYTES.sizeBytes(0, -1L));
        assertFalse(BYTES.isWithin(PAGE, -1L, 2));
        assertFalse(BYTES.isWithin(PAGE, 1, -1L));
        assertFalse(BYTES.isWithin(PAGE, -1L, -1L));
    }

    @Test
    void the_upper_half_of_an_argument_says_nothing() {
        assertTrue(BYTES.isWithin(PAGE, 0x7_0000_0000L, 0x7_0000_0001L));
    }

    @Test
    void elements_are_counted_in_their_size() {
        var write = AbiImports.get(AbiImports.WASI, "fd_write");
        assertEquals(
                List.of(new AbiSlice(1, 2, 8), new AbiSlice(3, AbiSlice.ONE, 4)), write.slices());

        var iovs = write.slices().getFirst();
        assertTrue(iovs.isWithin(PAGE, 1, PAGE - 16, 2, 0));
        assertFalse(iovs.isWithin(PAGE, 1, PAGE - 16, 3, 0));
        assertFalse(iovs.isWithin(PAGE, 1, 0, 0x2000_0000L, 0)); // 8 times that is 2^32
    }

    @Test
    void a_single_element_needs_its_whole_size() {
        var written = AbiImports.get(AbiImports.WASI, "fd_write").slices().getLast();
        assertTrue(written.isWithin(PAGE, 1, 0, 0, PAGE - 4));
        assertFalse(written.isWithin(PAGE, 1, 0, 0, PAGE - 3));
    }

    @Test
    void the_count_of_two_arrays_is_the_same_parameter() {
        var slices = AbiImports.get(AbiImports.WASI, "poll_oneoff").slices();
        assertEquals(new AbiSlice(0, 2, 48), slices.get(0));
        assertEquals(new AbiSlice(1, 2, 32), slices.get(1));
        assertEquals(new AbiSlice(3, AbiSlice.ONE, 4), slices.get(2));
    }

    @Test
    void a_pointer_without_its_length_is_a_mistake_in_the_table() {
        assertThrows(
                IllegalArgumentException.class,
                () -> FunctionParser.parse("m", Availability.OFFERED, "f(x_ptr: i32) -> i32"));
        assertThrows(
                IllegalArgumentException.class,
                () -> FunctionParser.parse("m", Availability.OFFERED, "f(x_ptr: i32, y: i32)"));
    }
}
