package lapidary.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

final class InstructionPricesTest {
    private static final BitSet OPCODES = opcodes();

    @Test
    void every_instruction_has_a_price_of_at_least_an_sixteenth() {
        OPCODES.stream().forEach(op -> assertTrue(InstructionPrices.sixteenths(op) >= 1));
        for (int sub = 0; sub <= 17; sub++) {
            assertTrue(InstructionPrices.sixteenthsPrefixed(sub) >= 1);
        }
    }

    @Test
    void what_is_no_instruction_has_no_price() {
        for (int opcode = -1; opcode <= 0x1ff; opcode++) {
            int op = opcode;
            if (op < 0 || !OPCODES.get(op)) {
                assertThrows(
                        IllegalArgumentException.class, () -> InstructionPrices.sixteenths(op));
            }
        }
        assertThrows(
                IllegalArgumentException.class, () -> InstructionPrices.sixteenthsPrefixed(18));
        assertThrows(
                IllegalArgumentException.class, () -> InstructionPrices.sixteenthsPrefixed(-1));
    }

    @Test
    void a_segment_is_rounded_up_once_and_never_free() {
        assertEquals(1, InstructionPrices.units(0));
        assertEquals(1, InstructionPrices.units(16));
        assertEquals(2, InstructionPrices.units(17));
        assertEquals(4_000_000_000L, InstructionPrices.units(64_000_000_000L));
    }

    @Test
    void dividing_costs_more_than_multiplying_and_calling_more_than_jumping() {
        assertTrue(InstructionPrices.sixteenths(0x6d) > InstructionPrices.sixteenths(0x6c));
        assertTrue(InstructionPrices.sixteenths(0xa3) > InstructionPrices.sixteenths(0xa2));
        assertTrue(InstructionPrices.sixteenths(0x11) > InstructionPrices.sixteenths(0x10));
        assertTrue(InstructionPrices.sixteenths(0x10) > InstructionPrices.sixteenths(0x0c));
    }

    @Test
    void many_locals_are_not_free() {
        assertEquals(50_000, InstructionPrices.sixteenthsEntry(50_000));
    }

    /** Wasm 2.0, "Index of Instructions", without SIMD and without the prefix 0xFC itself. */
    static BitSet opcodes() {
        var opcodes = new BitSet();
        opcodes.set(0x00, 0x06);
        opcodes.set(0x0b, 0x12);
        opcodes.set(0x1a, 0x1d);
        opcodes.set(0x20, 0x27);
        opcodes.set(0x28, 0xc5);
        opcodes.set(0xd0, 0xd3);
        return opcodes;
    }
}
