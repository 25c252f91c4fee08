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

    List<ValueType> types() {
        return List.copyOf(types);
    }
}
