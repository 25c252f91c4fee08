package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The locals that the rewriter adds to a function, each when first asked for. */
final class ScratchLocals {
    private final int firstIndex;
    private final List<ValueType> types = new ArrayList<>();
    private final Map<ValueType, Integer> indices = new EnumMap<>(ValueType.class);
    private final Map<ValueType, List<Integer>> freeLocals = new EnumMap<>(ValueType.class);
    private int takenMax;
    private int addressLocal;

    ScratchLocals(int firstIndex) {
        this.firstIndex = firstIndex;
    }

    /** The index of the scratch local of a type; what it holds is lost soon. */
    int of(ValueType type) {
        return indices.computeIfAbsent(type, this::add);
    }

    /** The index of a new local of its own. */
    int add(ValueType type) {
        types.add(type);
        return firstIndex + types.size() - 1;
    }

    /** One more of i32, besides that of {@link #of}. */
    int ofAddress() {
        if (addressLocal == 0) {
            addressLocal = 1 + add(ValueType.I32);
        }
        return addressLocal - 1;
    }

    /** Takes a local that nobody holds, or makes one. */
    int take(ValueType type) {
        List<Integer> free = free(type);
        if (!free.isEmpty()) {
            return free.removeLast();
        }
        takenMax++;
        return add(type);
    }

    /** How many were made to be taken. */
    int takenMax() {
        return takenMax;
    }

    void giveBack(ValueType type, int local) {
        free(type).add(local);
    }

    private List<Integer> free(ValueType type) {
        return freeLocals.computeIfAbsent(type, _ -> new ArrayList<>());
    }

    /** Whether so many more are within what an engine accepts. */
    boolean hasRoomFor(int more) {
        return firstIndex + types.size() + more <= ImplementationLimits.ENGINE_LOCALS_MAX;
    }

    List<ValueType> types() {
        return List.copyOf(types);
    }
}
