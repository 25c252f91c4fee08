package lapidary.host.wasm;

import java.util.List;
import java.util.Optional;

/**
 * References to be put into a table.
 *
 * @param flags how the binary says what follows
 * @param table the table of an active segment, else 0
 * @param offset where in the table, of an active segment
 * @param functions the functions, if the segment lists them by index
 * @param elements the expressions, if it lists those
 */
record ElementSegment(
        int flags,
        int table,
        Optional<ConstantExpression> offset,
        ValueType type,
        List<Integer> functions,
        List<ConstantExpression> elements) {
    static final int PASSIVE_OR_DECLARED = 1;
    static final int EXPLICIT = 2;
    static final int EXPRESSIONS = 4;

    boolean isActive() {
        return (flags & PASSIVE_OR_DECLARED) == 0;
    }

    /** Whether the table and the type are spelled out. */
    private boolean namesTable() {
        return isActive() && (flags & EXPLICIT) != 0;
    }

    private boolean namesType() {
        return (flags & (PASSIVE_OR_DECLARED | EXPLICIT)) != 0;
    }

    void writeTo(BinaryWriter out, byte[] source, FunctionIndices indices) {
        out.u32(flags);
        if (namesTable()) {
            out.u32(table);
        }
        offset.ifPresent(expression -> expression.writeTo(out, source, indices));
        if (namesType()) {
            out.u8((flags & EXPRESSIONS) != 0 ? type.code() : 0);
        }
        if ((flags & EXPRESSIONS) != 0) {
            out.u32(elements.size());
            elements.forEach(element -> element.writeTo(out, source, indices));
            return;
        }
        out.u32(functions.size());
        for (int function : functions) {
            out.u32(indices.shifted(function));
        }
    }
}
