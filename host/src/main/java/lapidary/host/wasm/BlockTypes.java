package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of the blocks in the rewritten module. Those that take or leave several values are
 * named by their index among the module's types, and what is not there yet is put behind them.
 *
 * <p>The indices 0x40 to 0x7f are avoided: their encoding is two bytes where a single one would
 * mean an empty block or a value, and an engine that reads it as a plain number takes one for the
 * other. Confined to one thread.
 */
final class BlockTypes {
    private static final int AMBIGUOUS_FIRST = 0x40;
    private static final int AMBIGUOUS_LAST = 0x7f;

    private final List<FunctionType> original;
    private final List<FunctionType> added = new ArrayList<>();
    private final Map<FunctionType, Integer> indices = new HashMap<>();

    BlockTypes(List<FunctionType> original) {
        this.original = original;
    }

    /** What is to be written behind the module's own types. */
    List<FunctionType> added() {
        return List.copyOf(added);
    }

    /** The type of that index. */
    FunctionType at(int index) {
        return index < original.size() ? original.get(index) : added.get(index - original.size());
    }

    /** The index of a type of the module, or of its copy if the index itself is ambiguous. */
    int indexOf(int originalIndex) {
        return isAmbiguous(originalIndex) ? add(original.get(originalIndex)) : originalIndex;
    }

    /** The index of a type, which is added at most once. */
    int add(FunctionType type) {
        return indices.computeIfAbsent(type, this::append);
    }

    private int append(FunctionType type) {
        while (isAmbiguous(original.size() + added.size())) {
            added.add(FunctionType.NONE);
        }
        added.add(type);
        return original.size() + added.size() - 1;
    }

    private static boolean isAmbiguous(int index) {
        return index >= AMBIGUOUS_FIRST && index <= AMBIGUOUS_LAST;
    }

    void writeTo(BinaryWriter out, FunctionType type) {
        if (!type.parameters().isEmpty() || type.results().size() > 1) {
            out.s64(add(type));
        } else {
            out.u8(type.results().isEmpty() ? Opcodes.EMPTY_BLOCK : type.results().get(0).code());
        }
    }
}
