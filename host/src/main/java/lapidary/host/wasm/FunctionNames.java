package lapidary.host.wasm;

import java.util.HashMap;
import java.util.Map;
import lapidary.host.error.CallerException;

/**
 * The names that a module's name section gives its functions, for messages only. What is ill-formed
 * or too much of it is left out; a custom section never makes a module invalid. Immutable.
 */
public final class FunctionNames {
    static final FunctionNames NONE = new FunctionNames(Map.of());

    private static final int NAMES_MAX = 100_000;
    private static final int NAME_LENGTH_MAX = 256;

    /** Of all names that are kept. */
    private static final int LENGTH_MAX = 4 << 20;

    private static final int FUNCTION_NAMES = 1;

    private final Map<Integer, String> names;

    private FunctionNames(Map<Integer, String> names) {
        this.names = Map.copyOf(names);
    }

    /** What to call a function, counted as in the module that was uploaded, its imports first. */
    public String of(int function) {
        return names.getOrDefault(function, "function " + function);
    }

    int count() {
        return names.size();
    }

    /** Of all names together, in characters. */
    long length() {
        return names.values().stream().mapToLong(String::length).sum();
    }

    /** Reads the content of the section called {@code name}. */
    static FunctionNames read(BinaryReader in) {
        try {
            while (in.hasMore()) {
                int id = in.u8();
                BinaryReader part = in.part(in.u32());
                if (id == FUNCTION_NAMES) {
                    return new FunctionNames(readFunctions(part));
                }
            }
        } catch (CallerException _) {
            // only a debugging aid is lost
        }
        return NONE;
    }

    private static Map<Integer, String> readFunctions(BinaryReader in) {
        int count = in.countOfItems("number of names", NAMES_MAX);
        Map<Integer, String> names = new HashMap<>();
        int length = 0;
        for (int entry = 0; entry < count && length < LENGTH_MAX; entry++) {
            int function = in.u32();
            String name = shortened(in.name());
            names.put(function, name);
            length += name.length();
        }
        return names;
    }

    private static String shortened(String name) {
        return name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX) + "…";
    }
}
