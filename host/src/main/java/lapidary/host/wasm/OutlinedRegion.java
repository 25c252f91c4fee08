package lapidary.host.wasm;

import java.util.List;

/**
 * Statements of a function that became a function of their own, and what both must tell each other.
 *
 * @param function its index in the rewritten module
 * @param inputs the locals that it is told
 * @param outputs the locals that it tells when it returns, however it does
 * @param exits the blocks outside that it branches to; which one, if any, is what it returns: the
 *     place in this list and one, or zero
 * @param returns whether it may return zero
 * @param depth of the regions within each other that it is the outermost of
 */
record OutlinedRegion(
        int function,
        List<Integer> inputs,
        List<Integer> outputs,
        List<CodeBlock> exits,
        boolean returns,
        int depth) {
    static final FunctionType TYPE = new FunctionType(List.of(), List.of(ValueType.I32));

    /** A local, its conversion, a global. */
    private static final int BYTES_OF_LOCAL = 6;

    private static final int BYTES_OF_EXIT = 3;
    private static final int BYTES_OF_CALL = 12;

    int callBytes() {
        return BYTES_OF_CALL
                + BYTES_OF_LOCAL * (inputs.size() + outputs.size())
                + BYTES_OF_EXIT * exits.size();
    }
}
