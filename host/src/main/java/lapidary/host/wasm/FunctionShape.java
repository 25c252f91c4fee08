package lapidary.host.wasm;

import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What {@link FunctionValidator} learned about a function, for {@link FunctionRewriter} to choose
 * by.
 *
 * @param type its parameters and results
 * @param locals the types of its parameters and locals
 * @param codeStart the offset of its first instruction
 * @param operandsMax the most values on its operand stack
 * @param tableTargets of all its branch tables together
 * @param loops whether it has a loop
 * @param calls whether it calls a function
 * @param canonical the ordinals of the instructions whose NaN must be made canonical
 * @param spills by ordinal of the instruction that opens a block, what is put aside during it
 * @param sixteenths the price of all its instructions together, each once
 */
record FunctionShape(
        FunctionType type,
        List<ValueType> locals,
        int codeStart,
        int operandsMax,
        int tableTargets,
        boolean loops,
        boolean calls,
        BitSet canonical,
        Map<Integer, Spill> spills,
        long sixteenths) {
    int declaredLocals() {
        return locals.size() - type.parameters().size();
    }
}
