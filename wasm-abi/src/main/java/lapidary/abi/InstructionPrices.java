package lapidary.abi;

/**
 * What each Wasm instruction costs, in sixteenths of a fuel unit.
 *
 * <p>Sixteenths, so that even a {@code nop} is not free and yet a unit stays near a nanosecond. A
 * straight-line segment adds up its sixteenths and rounds up once, to at least one unit: {@link
 * #units}.
 *
 * <p>The prices follow what the instruction becomes: nothing or a register move, one machine
 * instruction, a memory access with its bounds check, a division. Instructions whose work depends
 * on an operand have a fixed price here and a part per byte or element in {@link Prices}.
 */
public final class InstructionPrices {
    private static final int SIXTEENTHS_PER_UNIT = 16;

    /** Moves values or marks places: compiled to nothing, or to a register move. */
    private static final int TRIVIAL = 1;

    /** One machine instruction, of which several run at once: integer arithmetic, {@code br}. */
    private static final int SIMPLE = 1;

    /** The same with a latency of several cycles. */
    private static final int MULTIPLY = 6;

    /** A jump that the processor must predict. */
    private static final int CONDITIONAL = 10;

    /** A load or store: an address, a bounds check, the access. */
    private static final int MEMORY = 12;

    /** A global lives in an object of its own. */
    private static final int GLOBAL = 6;

    /** Floating-point arithmetic, and making its NaN canonical. */
    private static final int FLOAT = 8;

    /** Rounding and minimum of floats: several machine instructions. */
    private static final int FLOAT_SLOW = 12;

    private static final int FLOAT_DIVIDE = 64;
    private static final int SQUARE_ROOT = 96;

    /** Division tests for zero and overflow, and is the slowest arithmetic there is. */
    private static final int DIVIDE_32 = 48;

    private static final int DIVIDE_64 = 64;

    /** Bit counting: one machine instruction at best, a few elsewhere. */
    private static final int BIT_COUNT = 4;

    /** Float to integer checks its range; integer to float rounds. */
    private static final int CONVERT = 8;

    private static final int RETURN = 4;

    /** A jump through a table, which mispredicts. */
    private static final int BRANCH_TABLE = 16;

    /** Arguments, a frame, and the way back. */
    private static final int CALL = 24;

    /** A call, a table access, and the check of the callee's type. */
    private static final int CALL_INDIRECT = 64;

    /** A table access with its bounds check, or making a reference. */
    private static final int REFERENCE = 16;

    /** Starting a bulk operation: bounds checks and a call into the runtime. */
    private static final int BULK = 160;

    /** Asking for memory, also when refused. The pages cost extra. */
    private static final int MEMORY_GROW = 1_600;

    /** A table is copied when it grows: up to 100 000 elements, 20 µs. */
    private static final int TABLE_GROW = 320_000;

    private InstructionPrices() {}

    /** Whole units for a segment's sixteenths: rounded up, at least one. */
    public static long units(long sixteenths) {
        return Math.max(1, (sixteenths + SIXTEENTHS_PER_UNIT - 1) / SIXTEENTHS_PER_UNIT);
    }

    /** Entering a function clears its locals: an sixteenth for each that is not a parameter. */
    public static long sixteenthsEntry(long localsDeclared) {
        return localsDeclared * TRIVIAL;
    }

    /**
     * The price of a one-byte instruction.
     *
     * @throws IllegalArgumentException if Wasm 2.0 has no such instruction, or 0xFC, which is a
     *     prefix: see {@link #sixteenthsPrefixed}
     */
    public static int sixteenths(int opcode) {
        if (opcode < 0x1c) {
            return control(opcode);
        }
        if (opcode < 0x41) {
            return variableOrMemory(opcode);
        }
        if (opcode < 0xa7) {
            return numeric(opcode);
        }
        return conversionOrReference(opcode);
    }

    private static int control(int opcode) {
        return switch (opcode) {
            case 0x00, 0x01, 0x02, 0x03, 0x05, 0x0b, 0x1a -> TRIVIAL; // … nop block loop else end
            case 0x04, 0x0d -> CONDITIONAL; // if, br_if
            case 0x0c, 0x1b -> SIMPLE; // br, select
            case 0x0e -> BRANCH_TABLE;
            case 0x0f -> RETURN;
            case 0x10 -> CALL;
            case 0x11 -> CALL_INDIRECT;
            default -> throw unknown("opcode", opcode);
        };
    }

    private static int variableOrMemory(int opcode) {
        return switch (opcode) {
            case 0x1c -> SIMPLE; // select with a type
            case 0x20, 0x21, 0x22 -> TRIVIAL; // local.get, local.set, local.tee
            case 0x23, 0x24 -> GLOBAL;
            case 0x25, 0x26 -> REFERENCE; // table.get, table.set
            case 0x3f -> SIMPLE; // memory.size
            case 0x40 -> MEMORY_GROW;
            default -> {
                if (opcode < 0x28 || opcode > 0x3e) {
                    throw unknown("opcode", opcode);
                }
                yield MEMORY;
            }
        };
    }

    private static int numeric(int opcode) {
        return switch (opcode) {
            case 0x41, 0x42, 0x43, 0x44 -> TRIVIAL; // constants
            case 0x6c, 0x7e -> MULTIPLY; // i32.mul, i64.mul
            case 0x67, 0x68, 0x69, 0x79, 0x7a, 0x7b -> BIT_COUNT; // clz, ctz, popcnt
            case 0x6d, 0x6e, 0x6f, 0x70 -> DIVIDE_32;
            case 0x7f, 0x80, 0x81, 0x82 -> DIVIDE_64;
            case 0x8d, 0x8e, 0x8f, 0x90 -> FLOAT_SLOW; // f32.ceil, floor, trunc, nearest
            case 0x9b, 0x9c, 0x9d, 0x9e -> FLOAT_SLOW; // f64.…
            case 0x91, 0x9f -> SQUARE_ROOT;
            case 0x95, 0xa3 -> FLOAT_DIVIDE;
            case 0x96, 0x97, 0xa4, 0xa5 -> FLOAT_SLOW; // min, max
            default -> isFloat(opcode) ? FLOAT : SIMPLE;
        };
    }

    private static boolean isFloat(int opcode) {
        boolean isComparison = opcode >= 0x5b && opcode <= 0x66;
        return isComparison || opcode >= 0x8b;
    }

    private static int conversionOrReference(int opcode) {
        return switch (opcode) {
            case 0xa7, 0xac, 0xad -> SIMPLE; // i32.wrap, i64.extend
            case 0xbc, 0xbd, 0xbe, 0xbf -> SIMPLE; // reinterpret
            case 0xc0, 0xc1, 0xc2, 0xc3, 0xc4 -> SIMPLE; // extend within a type
            case 0xd0 -> TRIVIAL; // ref.null
            case 0xd1 -> SIMPLE; // ref.is_null
            case 0xd2 -> REFERENCE; // ref.func
            default -> {
                if (opcode > 0xbb) {
                    throw unknown("opcode", opcode);
                }
                yield CONVERT;
            }
        };
    }

    /**
     * The price of an instruction that begins with 0xFC, without the part that grows with its
     * operand.
     *
     * @throws IllegalArgumentException if Wasm 2.0 has no such instruction
     */
    public static int sixteenthsPrefixed(int sub) {
        return switch (sub) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> CONVERT; // trunc_sat
            case 8, 10, 11, 12, 14, 17 -> BULK; // memory.init copy fill, table.init copy fill
            case 9, 13 -> REFERENCE; // data.drop, elem.drop
            case 15 -> TABLE_GROW;
            case 16 -> SIMPLE; // table.size
            default -> throw unknown("opcode 0xfc", sub);
        };
    }

    private static IllegalArgumentException unknown(String what, int opcode) {
        return new IllegalArgumentException(
                "unknown " + what + " 0x" + Integer.toHexString(opcode));
    }
}
