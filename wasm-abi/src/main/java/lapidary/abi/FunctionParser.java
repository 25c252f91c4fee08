package lapidary.abi;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a function from the line that declares it in {@link AbiImports}: {@code get(key_ptr: i32,
 * key_len: i32) -> i32}.
 *
 * <p>The names say where slices are. {@code x_ptr} before {@code x_len} or {@code x_cap} is that
 * many bytes. {@code x_ptr: i32*8} is elements of 8 bytes: as many as the next parameter called
 * {@code …count} says, else exactly one.
 */
final class FunctionParser {
    private final List<String> names = new ArrayList<>();
    private final List<AbiType> types = new ArrayList<>();
    private final List<Integer> elementBytes = new ArrayList<>();

    private FunctionParser() {}

    static AbiFunction parse(String module, Availability availability, String line) {
        int open = line.indexOf('(');
        int close = line.indexOf(')');
        var parser = new FunctionParser();
        parser.parameters(line.substring(open + 1, close));
        int arrow = line.indexOf("-> ", close);
        return new AbiFunction(
                module,
                line.substring(0, open),
                parser.types,
                arrow < 0 ? List.of() : List.of(AbiType.parse(line.substring(arrow + 3))),
                parser.names,
                parser.slices(),
                availability);
    }

    private void parameters(String text) {
        if (text.isEmpty()) {
            return;
        }
        for (String parameter : text.split(", ", -1)) {
            int colon = parameter.indexOf(": ");
            int star = parameter.indexOf('*');
            names.add(parameter.substring(0, colon));
            types.add(
                    AbiType.parse(
                            parameter.substring(colon + 2, star < 0 ? parameter.length() : star)));
            elementBytes.add(star < 0 ? 1 : Integer.parseInt(parameter.substring(star + 1)));
        }
    }

    private List<AbiSlice> slices() {
        var slices = new ArrayList<AbiSlice>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).endsWith("_ptr")) {
                slices.add(new AbiSlice(i, countIndex(i), elementBytes.get(i)));
            }
        }
        return slices;
    }

    private int countIndex(int pointerIndex) {
        if (elementBytes.get(pointerIndex) == 1) {
            return lengthIndex(pointerIndex + 1);
        }
        for (int i = pointerIndex + 1; i < names.size(); i++) {
            if (names.get(i).endsWith("count")) {
                return i;
            }
        }
        return AbiSlice.ONE;
    }

    private int lengthIndex(int index) {
        if (index == names.size() || !names.get(index).matches(".*_(len|cap)")) {
            throw new IllegalArgumentException(names.get(index - 1) + " lacks its length");
        }
        return index;
    }
}
