package lapidary.host.wasm;

/**
 * Stores of which the engine's interpreter computes the address in 32 bits, so that one beyond the
 * memory's end may come out at its beginning. Where it runs a function, a load from the same place
 * stands before each: that traps as the store should.
 */
final class CheckedStore {
    private static final int I32_LOAD = 0x28;
    private static final int I32_LOAD8_U = 0x2d;
    private static final int I32_STORE8 = 0x3a;
    private static final int I64_STORE8 = 0x3c;
    private static final int I64_STORE32 = 0x3e;

    private CheckedStore() {}

    static boolean isWanted(int opcode) {
        return opcode == I32_STORE8 || opcode == I64_STORE8 || opcode == I64_STORE32;
    }

    /** Leaves the address and the value on the stack, as it found them. */
    static void writeCheck(
            BinaryWriter out, byte[] source, Instruction store, ScratchLocals scratch) {
        ValueType type = store.is(I32_STORE8) ? ValueType.I32 : ValueType.I64;
        int value = scratch.of(type);
        int address = scratch.ofAddress();
        out.u8(Opcodes.LOCAL_SET).u32(value);
        out.u8(Opcodes.LOCAL_TEE).u32(address);
        out.u8(store.is(I64_STORE32) ? I32_LOAD : I32_LOAD8_U);
        out.bytes(source, store.start() + 1, store.end()); // the same alignment and offset
        out.u8(Opcodes.DROP);
        out.u8(Opcodes.LOCAL_GET).u32(address);
        out.u8(Opcodes.LOCAL_GET).u32(value);
    }
}
