package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;

/**
 * What compiling a module takes, in bytes of ordinary code: about a microsecond and fifty bytes of
 * heap each. Counted while the module is read, and refused beyond {@link #UNITS_MAX}, before
 * anything expensive is done. The numbers are measured, see docs/decisions/0012-memory-budget.md.
 * Confined to one thread.
 */
final class LoadCost {
    static final long UNITS_MAX = 10 << 20;

    private static final long FUNCTION = 90;
    private static final long TYPE = 60;
    private static final long TYPE_VALUE = 4;

    private long units;

    long units() {
        return units;
    }

    void addType(long offset, FunctionType type) {
        int values = type.parameters().size() + type.results().size();
        add(offset, TYPE + TYPE_VALUE * values);
    }

    /**
     * @param codeBytes of its body, rewritten
     * @param locals with its parameters
     */
    void addFunction(long offset, long codeBytes, int locals) {
        add(offset, FUNCTION + codeBytes + locals);
    }

    private void add(long offset, long more) {
        units += more;
        if (units > UNITS_MAX) {
            throw beyond(
                    offset,
                    "the cost of compiling it (bytes of code once metered, and "
                            + FUNCTION
                            + " for a function, 1 for a local, "
                            + TYPE
                            + " for a type, "
                            + TYPE_VALUE
                            + " for a value of a type)",
                    units,
                    UNITS_MAX);
        }
    }
}
