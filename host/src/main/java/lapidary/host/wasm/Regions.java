package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.List;

/** What was outlined from the functions of a module, to stand behind them. */
final class Regions {
    private static final int NO_OWNER = -1;

    private final OutlineSizes sizes;
    private final OutlineWork work;
    private final int firstIndex;
    private final TransferGlobals transfer;
    private final CodeTypes types;
    private final BlockTypes blockTypes;
    private final List<BinaryWriter> functions = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();
    private int owner = NO_OWNER;

    /**
     * @param firstIndex of the first, in the rewritten module
     */
    Regions(
            OutlineSizes sizes,
            OutlineWork work,
            int firstIndex,
            TransferGlobals transfer,
            CodeTypes types,
            BlockTypes blockTypes) {
        this.sizes = sizes;
        this.work = work;
        this.firstIndex = firstIndex;
        this.transfer = transfer;
        this.types = types;
        this.blockTypes = blockTypes;
    }

    OutlineSizes sizes() {
        return sizes;
    }

    OutlineWork work() {
        return work;
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

    /** A list for what is outlined from that function, in the rewritten module. */
    Regions of(int function) {
        var regions = new Regions(sizes, work, nextIndex(), transfer, types, blockTypes);
        regions.owner = function;
        return regions;
    }

    /** Takes over a list that was made when this one was as long as it is. */
    void add(Regions others) {
        functions.addAll(others.functions);
        owners.addAll(others.owners);
    }

    int nextIndex() {
        return firstIndex + functions.size();
    }

    void add(BinaryWriter function) {
        functions.add(function);
        owners.add(owner);
    }
}
