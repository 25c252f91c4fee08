package lapidary.host.wasm;

import java.util.OptionalInt;

/**
 * Writes the instructions that a function is metered by. Fuel is charged in the global, or, in
 * functions with loops, in a local that stands for it and is written back around calls.
 */
final class MeterCode {
    private static final int NOT_CACHED = -1;

    private final MeterLayout layout;
    private final int fuelLocal;

    private MeterCode(MeterLayout layout, int fuelLocal) {
        this.layout = layout;
        this.fuelLocal = fuelLocal;
    }

    static MeterCode inGlobal(MeterLayout layout) {
        return new MeterCode(layout, NOT_CACHED);
    }

    static MeterCode inLocal(MeterLayout layout, int fuelLocal) {
        return new MeterCode(layout, fuelLocal);
    }

    /** The local that the fuel is in. */
    OptionalInt fuelLocal() {
        return isCached() ? OptionalInt.of(fuelLocal) : OptionalInt.empty();
    }

    private boolean isCached() {
        return fuelLocal != NOT_CACHED;
    }

    void writeBack(BinaryWriter out) {
        if (isCached()) {
            out.u8(Opcodes.LOCAL_GET).u32(fuelLocal);
            out.u8(Opcodes.GLOBAL_SET).u32(layout.fuelGlobal());
        }
    }

    void readAgain(BinaryWriter out) {
        if (isCached()) {
            out.u8(Opcodes.GLOBAL_GET).u32(layout.fuelGlobal());
            out.u8(Opcodes.LOCAL_SET).u32(fuelLocal);
        }
    }

    void chargeAtEntry(BinaryWriter out, long units) {
        out.u8(Opcodes.GLOBAL_GET).u32(layout.fuelGlobal());
        out.u8(Opcodes.I64_CONST).s64(units).u8(Opcodes.I64_SUB);
        set(out);
    }

    void charge(BinaryWriter out, long units) {
        get(out);
        out.u8(Opcodes.I64_CONST).s64(units).u8(Opcodes.I64_SUB);
        set(out);
    }

    /** Charges for the size operand on top of the stack, and leaves it there. */
    void chargeBulk(BinaryWriter out, SegmentCost.Bulk bulk, int sizeLocal) {
        out.u8(Opcodes.LOCAL_SET).u32(sizeLocal);
        get(out);
        SegmentCost.writeUnits(out, bulk, sizeLocal);
        out.u8(Opcodes.I64_SUB);
        set(out);
        test(out);
        out.u8(Opcodes.LOCAL_GET).u32(sizeLocal);
    }

    private void get(BinaryWriter out) {
        if (isCached()) {
            out.u8(Opcodes.LOCAL_GET).u32(fuelLocal);
        } else {
            out.u8(Opcodes.GLOBAL_GET).u32(layout.fuelGlobal());
        }
    }

    private void set(BinaryWriter out) {
        if (isCached()) {
            out.u8(Opcodes.LOCAL_SET).u32(fuelLocal);
        } else {
            out.u8(Opcodes.GLOBAL_SET).u32(layout.fuelGlobal());
        }
    }

    void test(BinaryWriter out) {
        get(out);
        refuelIfNegative(out);
    }

    /** One test for both: a number that is negative if either of two is, is their {@code or}. */
    void testWithStack(BinaryWriter out) {
        get(out);
        out.u8(Opcodes.GLOBAL_GET).u32(layout.stackGlobal()).u8(Opcodes.I64_OR);
        refuelIfNegative(out);
    }

    private void refuelIfNegative(BinaryWriter out) {
        out.u8(Opcodes.I64_CONST).s64(0).u8(Opcodes.I64_LT_S);
        out.u8(Opcodes.IF).u8(Opcodes.EMPTY_BLOCK);
        writeBack(out);
        out.u8(Opcodes.CALL).u32(layout.functions().refuel());
        readAgain(out);
        out.u8(Opcodes.END);
    }

    void takeStack(BinaryWriter out, long slots) {
        addToStack(out, -slots);
    }

    void giveStackBack(BinaryWriter out, long slots) {
        addToStack(out, slots);
    }

    private void addToStack(BinaryWriter out, long slots) {
        out.u8(Opcodes.GLOBAL_GET).u32(layout.stackGlobal());
        out.u8(Opcodes.I64_CONST).s64(slots).u8(Opcodes.I64_ADD);
        out.u8(Opcodes.GLOBAL_SET).u32(layout.stackGlobal());
    }
}
