package lapidary.host.wasm;

import java.util.List;

/**
 * What lies on the operand stack below a block with a loop in it, and is put aside while the block
 * runs. A JVM replaces a running interpreted loop by compiled code only where its operand stack is
 * empty; a loop that never returns would otherwise be interpreted for ever, and producers do leave
 * the address of a store there while they compute what to store.
 *
 * @param below the types of what is put aside, lowest first
 * @param type of the block
 */
record Spill(List<ValueType> below, FunctionType type) {
    Spill {
        below = List.copyOf(below);
    }

    /** How many locals that takes: the block's parameters, then its results, wait in some, too. */
    int localCount() {
        return below.size() + Math.max(type.parameters().size(), type.results().size());
    }
}
