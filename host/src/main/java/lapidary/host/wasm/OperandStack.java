package lapidary.host.wasm;

import java.util.Arrays;
import java.util.List;

/**
 * The types of the values that would lie on the operand stack, and for each where its NaN bits may
 * come from: a node of {@link NanFlow}. Confined to one thread.
 */
final class OperandStack {
    private ValueType[] types = new ValueType[32];
    private int[] origins = new int[32];
    private int size;
    private int sizeMax;

    int size() {
        return size;
    }

    /** The most values that ever lay there. */
    int sizeMax() {
        return sizeMax;
    }

    void push(ValueType type, int origin) {
        if (size == types.length) {
            types = Arrays.copyOf(types, 2 * size);
            origins = Arrays.copyOf(origins, 2 * size);
        }
        types[size] = type;
        origins[size] = origin;
        size++;
        sizeMax = Math.max(sizeMax, size);
    }

    void pop() {
        size--;
    }

    ValueType topType() {
        return types[size - 1];
    }

    int topOrigin() {
        return origins[size - 1];
    }

    /** The types from one height up to another, lowest first. */
    List<ValueType> types(int from, int to) {
        return List.of(Arrays.copyOfRange(types, from, to));
    }

    void shrinkTo(int height) {
        size = height;
    }
}
