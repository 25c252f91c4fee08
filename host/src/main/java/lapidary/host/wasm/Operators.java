package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instructions that only take operands and leave a result: their types, and what they mean for
 * NaNs. A range of opcodes per line: i, l, f, d are i32, i64, f32, f64.
 */
final class Operators {
    private static final String ONE_BYTE =
            """
            28    i:i
            29    i:l
            2a    i:f
            2b    i:d
            2c-2f i:i
            30-35 i:l
            36    ii:
            37    il:
            38    if:
            39    id:
            3a-3b ii:
            3c-3e il:
            45    i:i
            46-4f ii:i
            50    l:i
            51-5a ll:i
            5b-60 ff:i
            61-66 dd:i
            67-69 i:i
            6a-78 ii:i
            79-7b l:l
            7c-8a ll:l
            8b-91 f:f
            92-98 ff:f
            99-9f d:d
            a0-a6 dd:d
            a7    l:i
            a8-a9 f:i
            aa-ab d:i
            ac-ad i:l
            ae-af f:l
            b0-b1 d:l
            b2-b3 i:f
            b4-b5 l:f
            b6    d:f
            b7-b8 i:d
            b9-ba l:d
            bb    f:d
            bc    f:i
            bd    d:l
            be    i:f
            bf    l:d
            c0-c1 i:i
            c2-c4 l:l
            """;

    private static final String AFTER_FC =
            """
            0-1   f:i
            2-3   d:i
            4-5   f:l
            6-7   d:l
            """;

    private static final @Nullable FunctionType[] TYPES = table(ONE_BYTE);
    private static final @Nullable FunctionType[] TYPES_AFTER_FC = table(AFTER_FC);

    /** For each load and store, in order, the natural alignment as a power of two. */
    private static final String ALIGNMENTS = "23230011001122232301012";

    private Operators() {}

    /** What a one-byte operator takes and leaves; null if the opcode is something else. */
    static @Nullable FunctionType type(int opcode) {
        return TYPES[opcode];
    }

    /** The same for the saturating truncations, which follow a prefix. */
    static @Nullable FunctionType typeAfterPrefix(int sub) {
        return sub < TYPES_AFTER_FC.length ? TYPES_AFTER_FC[sub] : null;
    }

    static boolean isLoadOrStore(int opcode) {
        return opcode >= Opcodes.FIRST_LOAD && opcode <= Opcodes.LAST_STORE;
    }

    static int alignmentMax(int opcode) {
        return ALIGNMENTS.charAt(opcode - Opcodes.FIRST_LOAD) - '0';
    }

    /** Whether it computes a float whose bits, when it is a NaN, the processor chooses. */
    static boolean choosesNan(int opcode) {
        return (opcode >= 0x8d && opcode <= 0x97)
                || (opcode >= 0x9b && opcode <= 0xa5)
                || opcode == 0xb6
                || opcode == 0xbb;
    }

    /** Whether it moves an operand's bits, or some of them, into its result: abs, neg, copysign. */
    static boolean passesNan(int opcode) {
        return opcode == 0x8b
                || opcode == 0x8c
                || opcode == 0x98
                || opcode == 0x99
                || opcode == 0x9a
                || opcode == 0xa6;
    }

    /** Whether its result is the same for every NaN: comparisons, and conversions to integers. */
    static boolean ignoresNanBits(int opcode) {
        return choosesNan(opcode)
                || (opcode >= 0x5b && opcode <= 0x66)
                || (opcode >= 0xa8 && opcode <= 0xab)
                || (opcode >= 0xae && opcode <= 0xb1);
    }

    private static @Nullable FunctionType[] table(String text) {
        @Nullable FunctionType[] types = new FunctionType[256];
        text.lines().forEach(line -> enter(types, line.split(" +", -1)));
        return types;
    }

    private static void enter(@Nullable FunctionType[] types, String[] line) {
        String[] range = line[0].split("-", -1);
        int colon = line[1].indexOf(':');
        var type =
                new FunctionType(
                        values(line[1].substring(0, colon)), values(line[1].substring(colon + 1)));
        int last = Integer.parseInt(range[range.length - 1], 16);
        for (int opcode = Integer.parseInt(range[0], 16); opcode <= last; opcode++) {
            types[opcode] = type;
        }
    }

    private static List<ValueType> values(String letters) {
        List<ValueType> types = new ArrayList<>();
        for (int index = 0; index < letters.length(); index++) {
            types.add(
                    switch (letters.charAt(index)) {
                        case 'i' -> ValueType.I32;
                        case 'l' -> ValueType.I64;
                        case 'f' -> ValueType.F32;
                        default -> ValueType.F64;
                    });
        }
        return types;
    }
}
