package lapidary.host.wasm;

import java.util.Set;
import java.util.TreeSet;
import lapidary.host.error.CallerException;

/** Every opcode that a function may have, found by asking. */
public final class AcceptedOpcodes {
    private AcceptedOpcodes() {}

    /** As one number each; those behind the prefix 0xfc as 0xfc00 and more. */
    public static Set<Integer> all() {
        Set<Integer> accepted = new TreeSet<>();
        for (int opcode = 0; opcode < 0x100; opcode++) {
            if (opcode != Opcodes.PREFIX_MORE && isAccepted(opcode)) {
                accepted.add(opcode);
            }
            if (opcode < 0x80 && isAccepted(Opcodes.PREFIX_MORE, opcode)) {
                accepted.add(0xfc00 | opcode);
            }
        }
        return accepted;
    }

    private static boolean isAccepted(int... start) {
        var out = new BinaryWriter();
        for (int value : start) {
            out.u8(value);
        }
        // what follows is an immediate of whatever kind: a type, an index, a constant
        for (int kind : new int[] {0, 0x70, 1}) {
            byte[] code = out.toByteArray();
            byte[] padded = java.util.Arrays.copyOf(code, code.length + 32);
            java.util.Arrays.fill(padded, code.length, padded.length, (byte) kind);
            padded[padded.length - 1] = 0;
            if (kind == 1) {
                padded[code.length + 1] = 0x7f;
            }
            try {
                new Instruction().readFrom(new BinaryReader(padded));
                return true;
            } catch (CallerException _) {
                // of another kind, or not accepted
            }
        }
        return false;
    }
}
