package lapidary.abi;

import java.util.Locale;

/** A Wasm number type, as parameters and results of imports have them. */
public enum AbiType {
    I32(0x7f),
    I64(0x7e),
    F32(0x7d),
    F64(0x7c);

    private final int code;

    AbiType(int code) {
        this.code = code;
    }

    /** The byte that stands for this type in a Wasm binary. */
    public int code() {
        return code;
    }

    /** The name in Wasm's text format: {@code i32}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AbiType parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
