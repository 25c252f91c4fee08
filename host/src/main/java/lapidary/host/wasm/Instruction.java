package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;
import static lapidary.host.wasm.Refusals.invalid;
import static lapidary.host.wasm.Refusals.unsupported;

import java.util.Arrays;

/**
 * One instruction as it stands in the module: read anew from each {@link #readFrom}, so that a walk
 * over a function makes no garbage. Confined to one thread.
 */
final class Instruction {
    private static final int[] NO_TARGETS = {};

    private int start;
    private int end;
    private int opcode;
    private int sub;
    private int index;
    private int index2;
    private long blockType;
    private ValueType valueType = ValueType.ANY;
    private int[] targets = NO_TARGETS;

    /** The offset of its first byte. */
    int start() {
        return start;
    }

    /** The offset of the byte after its last. */
    int end() {
        return end;
    }

    int opcode() {
        return opcode;
    }

    /** What follows the prefix 0xfc, else meaningless. */
    int sub() {
        return sub;
    }

    boolean is(int oneByteOpcode) {
        return opcode == oneByteOpcode;
    }

    boolean isPrefixed(int wantedSub) {
        return opcode == Opcodes.PREFIX_MORE && sub == wantedSub;
    }

    /** The label, local, global, function, type, table or segment that it names. */
    int index() {
        return index;
    }

    /** The second one, where there are two: the table of a call, the source of a copy. */
    int index2() {
        return index2;
    }

    /** A block's type as in the binary: an index, or a negative byte. */
    long blockType() {
        return blockType;
    }

    /** The type that a typed select, or a null, names. */
    ValueType valueType() {
        return valueType;
    }

    /** The labels of a branch table; the last is the default. */
    int[] targets() {
        return targets;
    }

    /** Reads the instruction that begins where {@code in} stands. */
    void readFrom(BinaryReader in) {
        start = in.position();
        opcode = in.u8();
        if (Operators.isLoadOrStore(opcode)) {
            readMemoryArgument(in);
        } else if (Operators.type(opcode) == null) {
            readImmediates(in);
        }
        end = in.position();
    }

    private void readMemoryArgument(BinaryReader in) {
        int at = in.position();
        int alignment = in.u32();
        if (alignment >= 64 && alignment < 128) {
            throw unsupported(at, "multi-memory");
        }
        if (Integer.compareUnsigned(alignment, Operators.alignmentMax(opcode)) > 0) {
            throw invalid(at, "alignment must not be larger than natural");
        }
        in.u32();
    }

    private void readImmediates(BinaryReader in) {
        switch (opcode) {
            case Opcodes.UNREACHABLE,
                    Opcodes.NOP,
                    Opcodes.ELSE,
                    Opcodes.END,
                    Opcodes.RETURN,
                    Opcodes.DROP,
                    Opcodes.SELECT,
                    Opcodes.REF_IS_NULL -> {}
            case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> readBlockType(in);
            case Opcodes.BR,
                    Opcodes.BR_IF,
                    Opcodes.CALL,
                    Opcodes.LOCAL_GET,
                    Opcodes.LOCAL_SET,
                    Opcodes.LOCAL_TEE,
                    Opcodes.GLOBAL_GET,
                    Opcodes.GLOBAL_SET,
                    Opcodes.TABLE_GET,
                    Opcodes.TABLE_SET,
                    Opcodes.REF_FUNC ->
                    index = in.u32();
            case Opcodes.CALL_INDIRECT -> {
                index = in.u32();
                index2 = in.u32();
            }
            case Opcodes.BR_TABLE -> readTargets(in);
            case Opcodes.SELECT_TYPED -> readSelectType(in);
            case Opcodes.MEMORY_SIZE, Opcodes.MEMORY_GROW -> readMemoryIndex(in);
            case Opcodes.I32_CONST -> in.s32();
            case Opcodes.I64_CONST -> in.s64();
            case Opcodes.F32_CONST -> in.skip(4);
            case Opcodes.F64_CONST -> in.skip(8);
            case Opcodes.REF_NULL -> valueType = TypeReader.reference(in);
            case Opcodes.PREFIX_MORE -> readPrefixed(in);
            default -> throw refusal();
        }
    }

    private void readBlockType(BinaryReader in) {
        int at = in.position();
        blockType = in.s33();
        if (blockType < 0 && in.bytes()[at] != Opcodes.EMPTY_BLOCK) {
            if (in.position() != at + 1) {
                throw invalid(at, "malformed block type");
            }
            valueType = TypeReader.value((int) blockType & 0x7f, at);
        }
    }

    private void readTargets(BinaryReader in) {
        int count = in.countOfItems("size of br_table", ImplementationLimits.BRANCH_TABLE_MAX);
        targets = new int[count + 1];
        Arrays.setAll(targets, _ -> in.u32());
    }

    private void readSelectType(BinaryReader in) {
        int at = in.position();
        if (in.u32() != 1) {
            throw invalid(at, "invalid result arity");
        }
        valueType = TypeReader.value(in);
    }

    private static void readMemoryIndex(BinaryReader in) {
        int at = in.position();
        if (in.u8() != 0) {
            throw unsupported(at, "multi-memory");
        }
    }

    private void readPrefixed(BinaryReader in) {
        sub = in.u32();
        switch (sub) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {}
            case Opcodes.MEMORY_INIT -> {
                index = in.u32();
                readMemoryIndex(in);
            }
            case Opcodes.MEMORY_COPY -> {
                readMemoryIndex(in);
                readMemoryIndex(in);
            }
            case Opcodes.MEMORY_FILL -> readMemoryIndex(in);
            case Opcodes.DATA_DROP,
                    Opcodes.ELEM_DROP,
                    Opcodes.TABLE_GROW,
                    Opcodes.TABLE_SIZE,
                    Opcodes.TABLE_FILL ->
                    index = in.u32();
            case Opcodes.TABLE_INIT, Opcodes.TABLE_COPY -> {
                index = in.u32();
                index2 = in.u32();
            }
            default -> throw unsupported(start, "opcode 0xfc 0x" + Integer.toHexString(sub));
        }
    }

    private RuntimeException refusal() {
        return switch (opcode) {
            case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f ->
                    unsupported(start, "exception handling");
            case 0x12, 0x13 -> unsupported(start, "tail calls");
            case 0x14, 0x15, 0xd3, 0xd4, 0xd5, 0xd6 ->
                    unsupported(start, "typed function references");
            case 0xfb -> unsupported(start, "garbage collection");
            case 0xfd -> unsupported(start, "SIMD");
            case 0xfe -> unsupported(start, "threads");
            default -> unsupported(start, "opcode 0x" + Integer.toHexString(opcode));
        };
    }

    /** Refuses an index that names none of {@code count} things. */
    void checkIndex(int wanted, int count, String what) {
        if (Integer.compareUnsigned(wanted, count) >= 0) {
            throw invalid(start, "unknown " + what + " " + Integer.toUnsignedString(wanted));
        }
    }

    void checkNesting(int depth) {
        if (depth > ImplementationLimits.NESTING_MAX) {
            throw beyond(start, "nesting", depth, ImplementationLimits.NESTING_MAX);
        }
    }
}
