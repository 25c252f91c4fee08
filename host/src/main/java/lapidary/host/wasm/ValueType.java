package lapidary.host.wasm;

/** The type of a value on the operand stack, in a local or in a global. */
public enum ValueType {
    I32(0x7f),
    I64(0x7e),
    F32(0x7d),
    F64(0x7c),
    FUNCREF(0x70),
    EXTERNREF(0x6f),

    /** Where no instruction can arrive: whatever is asked for. Never part of a module. */
    ANY(-1);

    private final int code;

    ValueType(int code) {
        this.code = code;
    }

    /** The byte that stands for it in the binary format. */
    int code() {
        return code;
    }

    boolean isReference() {
        return this == FUNCREF || this == EXTERNREF;
    }

    boolean isNumber() {
        return !isReference() && this != ANY;
    }

    /** Whether a value of this type may be used where {@code wanted} is. */
    boolean fits(ValueType wanted) {
        return this == wanted || this == ANY || wanted == ANY;
    }
}
