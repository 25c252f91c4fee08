package lapidary.host.wasm;

import lapidary.abi.Limits;

/**
 * What a call takes of the stack, in slots of eight bytes: a deterministic measure that is never
 * less than what either engine takes of a Java thread's stack for it. See
 * docs/decisions/0004-call-depth.md.
 */
final class FrameCost {
    /** Return addresses, saved registers, and the frames of the engine around each call. */
    static final int BASE = Limits.CALL_SLOTS_BASE;

    /** What a function that calls nothing may take without being counted. */
    static final int LEAF_UNCOUNTED_MAX = 64;

    private FrameCost() {}

    /**
     * A value takes one slot, or two if it has 64 bits; all are taken to.
     *
     * @param waiting the locals in which operands wait: one for each operand is counted anyway
     */
    static long slots(FunctionShape shape, int waiting) {
        return BASE + values(shape) + 2L * Math.max(0, waiting - shape.operandsMax());
    }

    static boolean isCounted(FunctionShape shape) {
        return shape.calls() || values(shape) > LEAF_UNCOUNTED_MAX;
    }

    private static long values(FunctionShape shape) {
        int operands = 2 * shape.operandsMax(); // each of them may also be put aside in a local
        return 2L * (shape.locals().size() + operands + shape.type().results().size());
    }
}
