package lapidary.host.wasm;

/**
 * The globals by which a function and a region that was outlined from it tell each other values: 64
 * bits each, written right before they are read, behind those of the meter.
 */
final class TransferGlobals {
    /** How many locals can be told at once. */
    static final int LOCALS_MAX = MeteredModule.TRANSFERS_MAX - 1;

    private static final int I64_EXTEND_I32_S = 0xac;
    private static final int I64_REINTERPRET_F64 = 0xbd;
    private static final int F64_REINTERPRET_I64 = 0xbf;

    private final int first;
    private int count;

    /**
     * @param first the index of the first of them
     */
    TransferGlobals(int first) {
        this.first = first;
    }

    /** How many are used. */
    int count() {
        return count;
    }

    /** Writes code that tells the value on top of the stack, that a branch takes along. */
    void tellCarried(BinaryWriter out, ValueType type) {
        tell(out, 0, type);
    }

    void hearCarried(BinaryWriter out, ValueType type) {
        hear(out, 0, type);
    }

    /** Writes code that tells the value on top of the stack, as the {@code place}-th local. */
    void tellLocal(BinaryWriter out, int place, ValueType type) {
        tell(out, place + 1, type);
    }

    void hearLocal(BinaryWriter out, int place, ValueType type) {
        hear(out, place + 1, type);
    }

    private void tell(BinaryWriter out, int place, ValueType type) {
        switch (type) {
            case I32 -> out.u8(I64_EXTEND_I32_S);
            case F32 -> out.u8(Opcodes.I32_REINTERPRET_F32).u8(I64_EXTEND_I32_S);
            case F64 -> out.u8(I64_REINTERPRET_F64);
            case I64 -> {}
            case FUNCREF, EXTERNREF, ANY -> throw new IllegalArgumentException("told a " + type);
        }
        out.u8(Opcodes.GLOBAL_SET).u32(index(place));
    }

    private void hear(BinaryWriter out, int place, ValueType type) {
        out.u8(Opcodes.GLOBAL_GET).u32(index(place));
        switch (type) {
            case I32 -> out.u8(Opcodes.I32_WRAP_I64);
            case F32 -> out.u8(Opcodes.I32_WRAP_I64).u8(Opcodes.F32_REINTERPRET_I32);
            case F64 -> out.u8(F64_REINTERPRET_I64);
            case I64 -> {}
            case FUNCREF, EXTERNREF, ANY -> throw new IllegalArgumentException("heard a " + type);
        }
    }

    private int index(int place) {
        count = Math.max(count, place + 1);
        return first + place;
    }
}
