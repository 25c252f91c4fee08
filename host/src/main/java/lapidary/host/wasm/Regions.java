package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** What was outlined from the functions of a module, to stand behind them. */
final class Regions {
    private final OutlineSizes sizes;
    private final int firstIndex;
    private final TransferGlobals transfer;
    private final CodeTypes types;
    private final BlockTypes blockTypes;
    private final List<BinaryWriter> functions = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();
    private int owner;

    /** @param firstIndex of the first, in the rewritten module */
    Regions(
            OutlineSizes sizes,
            int firstIndex,
            TransferGlobals transfer,
            CodeTypes types,
            BlockTypes blockTypes) {
        this.sizes = sizes;
        this.firstIndex = firstIndex;
        this.transfer = transfer;
        this.types = types;
        this.blockTypes = blockTypes;
    }

    OutlineSizes sizes() {
        return sizes;
    }

    TransferGlobals transfer() {
        return transfer;
    }

    CodeTypes types() {
        return types;
    }

    BlockTypes blockTypes() {
        return blockTypes;
    }

    List<BinaryWriter> functions() {
        return functions;
    }

    /** For each the function that it is a part of, in the rewritten module. */
    List<Integer> owners() {
        return owners;
    }

    /** What is added from now on is a part of that function. */
    void of(int rewrittenFunction) {
        owner = rewrittenFunction;
    }

    int nextIndex() {
        return firstIndex + functions.size();
    }

    void add(BinaryWriter function) {
        functions.add(function);
        owners.add(owner);
    }
}
