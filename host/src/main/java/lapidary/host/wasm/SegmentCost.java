package lapidary.host.wasm;

import lapidary.abi.InstructionPrices;
import lapidary.abi.Limits;
import lapidary.abi.Prices;

/**
 * The price of a straight-line segment while it is walked over, and the prices of what depends on
 * an operand. All prices are those of {@link InstructionPrices} and {@link Prices}.
 */
final class SegmentCost {
    /** Below it, a function without loops and calls does not look whether its fuel has run out. */
    static final long UNTESTED_SIXTEENTHS_MAX = 1_024;

    private long sixteenths;

    void clear() {
        sixteenths = 0;
    }

    void add(Instruction instruction) {
        sixteenths +=
                instruction.is(Opcodes.PREFIX_MORE)
                        ? InstructionPrices.sixteenthsPrefixed(instruction.sub())
                        : InstructionPrices.sixteenths(instruction.opcode());
    }

    void addEntry(FunctionShape shape) {
        sixteenths += InstructionPrices.sixteenthsEntry(shape.declaredLocals());
    }

    boolean isFree() {
        return sixteenths == 0;
    }

    long units() {
        return InstructionPrices.units(sixteenths);
    }

    /** How a bulk operation's price follows from its size operand. */
    enum Bulk {
        NONE,
        BYTES,
        PAGES,
        ELEMENTS,
        ELEMENTS_MADE,
        ELEMENTS_GROWN
    }

    static Bulk bulk(Instruction instruction) {
        if (instruction.is(Opcodes.MEMORY_GROW)) {
            return Bulk.PAGES;
        }
        if (!instruction.is(Opcodes.PREFIX_MORE)) {
            return Bulk.NONE;
        }
        return switch (instruction.sub()) {
            case Opcodes.MEMORY_COPY, Opcodes.MEMORY_FILL, Opcodes.MEMORY_INIT -> Bulk.BYTES;
            case Opcodes.TABLE_COPY, Opcodes.TABLE_FILL -> Bulk.ELEMENTS;
            case Opcodes.TABLE_INIT -> Bulk.ELEMENTS_MADE;
            case Opcodes.TABLE_GROW -> Bulk.ELEMENTS_GROWN;
            default -> Bulk.NONE;
        };
    }

    /**
     * Writes code that turns the size in an i32 local into units, an i64 on the stack. To grow by
     * more than any limit allows is refused by whoever runs it, and costs nothing more.
     */
    static void writeUnits(BinaryWriter out, Bulk bulk, int sizeLocal) {
        out.u8(Opcodes.LOCAL_GET).u32(sizeLocal).u8(Opcodes.I64_EXTEND_I32_U);
        switch (bulk) {
            case NONE -> throw new IllegalArgumentException("not a bulk operation");
            case BYTES ->
                    out.u8(Opcodes.I64_CONST)
                            .s64(Integer.numberOfTrailingZeros(Prices.BULK_BYTES_PER_UNIT))
                            .u8(Opcodes.I64_SHR_U);
            case PAGES -> {
                multiply(out, Prices.MEMORY_GROW_PAGE);
                writeCopied(out, sizeLocal);
                out.u8(Opcodes.I64_ADD);
                nothingBeyond(out, Limits.MEMORY_PAGES_MAX, sizeLocal);
            }
            case ELEMENTS -> multiply(out, Prices.TABLE_ELEMENT);
            case ELEMENTS_MADE -> multiply(out, Prices.TABLE_INIT_ELEMENT);
            case ELEMENTS_GROWN -> {
                multiply(out, Prices.TABLE_ELEMENT);
                nothingBeyond(out, Limits.TABLE_ELEMENTS_MAX, sizeLocal);
            }
        }
    }

    /** For what was there before: three pages for each that is new, but no more than there are. */
    private static void writeCopied(BinaryWriter out, int sizeLocal) {
        writeCopiesOfNew(out, sizeLocal);
        writeMemorySize(out);
        writeCopiesOfNew(out, sizeLocal);
        writeMemorySize(out);
        out.u8(Opcodes.I64_LT_U).u8(Opcodes.SELECT);
        multiply(out, Prices.MEMORY_GROW_COPIED_PAGE);
    }

    private static void writeCopiesOfNew(BinaryWriter out, int sizeLocal) {
        out.u8(Opcodes.LOCAL_GET).u32(sizeLocal).u8(Opcodes.I64_EXTEND_I32_U);
        multiply(out, Prices.MEMORY_GROW_COPIES);
    }

    private static void writeMemorySize(BinaryWriter out) {
        out.u8(Opcodes.MEMORY_SIZE).u8(0).u8(Opcodes.I64_EXTEND_I32_U);
    }

    private static void multiply(BinaryWriter out, long price) {
        if (price != 1) {
            out.u8(Opcodes.I64_CONST).s64(price).u8(Opcodes.I64_MUL);
        }
    }

    private static void nothingBeyond(BinaryWriter out, int limit, int sizeLocal) {
        out.u8(Opcodes.I64_CONST).s64(0);
        out.u8(Opcodes.LOCAL_GET).u32(sizeLocal);
        out.u8(Opcodes.I32_CONST).s32(limit).u8(Opcodes.I32_LE_U).u8(Opcodes.SELECT);
    }
}
