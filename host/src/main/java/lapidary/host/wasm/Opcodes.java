package lapidary.host.wasm;

/** The instructions that need a word of their own; all others are lines of {@link Operators}. */
final class Opcodes {
    static final int UNREACHABLE = 0x00;
    static final int NOP = 0x01;
    static final int BLOCK = 0x02;
    static final int LOOP = 0x03;
    static final int IF = 0x04;
    static final int ELSE = 0x05;
    static final int END = 0x0b;
    static final int BR = 0x0c;
    static final int BR_IF = 0x0d;
    static final int BR_TABLE = 0x0e;
    static final int RETURN = 0x0f;
    static final int CALL = 0x10;
    static final int CALL_INDIRECT = 0x11;
    static final int DROP = 0x1a;
    static final int SELECT = 0x1b;
    static final int SELECT_TYPED = 0x1c;
    static final int LOCAL_GET = 0x20;
    static final int LOCAL_SET = 0x21;
    static final int LOCAL_TEE = 0x22;
    static final int GLOBAL_GET = 0x23;
    static final int GLOBAL_SET = 0x24;
    static final int TABLE_GET = 0x25;
    static final int TABLE_SET = 0x26;
    static final int FIRST_LOAD = 0x28;
    static final int LAST_STORE = 0x3e;
    static final int MEMORY_SIZE = 0x3f;
    static final int MEMORY_GROW = 0x40;
    static final int I32_CONST = 0x41;
    static final int I64_CONST = 0x42;
    static final int F32_CONST = 0x43;
    static final int F64_CONST = 0x44;
    static final int I32_EQ = 0x46;
    static final int I32_LT_U = 0x49;
    static final int I64_LT_U = 0x54;
    static final int I32_LE_U = 0x4d;
    static final int I64_EQZ = 0x50;
    static final int I64_LT_S = 0x53;
    static final int F32_EQ = 0x5b;
    static final int F64_EQ = 0x61;
    static final int I32_AND = 0x71;
    static final int I32_OR = 0x72;
    static final int I64_ADD = 0x7c;
    static final int I64_SUB = 0x7d;
    static final int I64_MUL = 0x7e;
    static final int I64_AND = 0x83;
    static final int I64_OR = 0x84;
    static final int I64_SHR_U = 0x88;
    static final int F32_ADD = 0x92;
    static final int F32_COPYSIGN = 0x98;
    static final int F64_ADD = 0xa0;
    static final int I32_WRAP_I64 = 0xa7;
    static final int I64_EXTEND_I32_U = 0xad;
    static final int F32_CONVERT_I64_S = 0xb4;
    static final int F32_CONVERT_I64_U = 0xb5;
    static final int F64_CONVERT_I64_S = 0xb9;
    static final int F64_CONVERT_I64_U = 0xba;
    static final int I32_REINTERPRET_F32 = 0xbc;
    static final int F32_REINTERPRET_I32 = 0xbe;
    static final int REF_NULL = 0xd0;
    static final int REF_IS_NULL = 0xd1;
    static final int REF_FUNC = 0xd2;
    static final int PREFIX_MORE = 0xfc;

    static final int MEMORY_INIT = 8;
    static final int DATA_DROP = 9;
    static final int MEMORY_COPY = 10;
    static final int MEMORY_FILL = 11;
    static final int TABLE_INIT = 12;
    static final int ELEM_DROP = 13;
    static final int TABLE_COPY = 14;
    static final int TABLE_GROW = 15;
    static final int TABLE_SIZE = 16;
    static final int TABLE_FILL = 17;

    /** A block type's byte for "takes and leaves nothing". */
    static final int EMPTY_BLOCK = 0x40;

    private Opcodes() {}
}
