package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads what locals a function declares. Counts them over a whole module. */
final class LocalsReader {
    private long total;

    /** The types of a function's parameters and locals, in order. */
    List<ValueType> read(BinaryReader in, List<ValueType> parameters) {
        List<ValueType> locals = new ArrayList<>(parameters);
        int groups = in.countOfItems("number of locals", ImplementationLimits.LOCALS_MAX);
        for (int group = 0; group < groups; group++) {
            int offset = in.position();
            long count = Integer.toUnsignedLong(in.u32());
            ValueType type = TypeReader.value(in);
            check(offset, locals.size() + count, count);
            locals.addAll(Collections.nCopies((int) count, type));
        }
        return locals;
    }

    private void check(int offset, long inFunction, long more) {
        if (inFunction > ImplementationLimits.LOCALS_MAX) {
            throw beyond(offset, "number of locals", inFunction, ImplementationLimits.LOCALS_MAX);
        }
        total += more;
        if (total > ImplementationLimits.LOCALS_OF_MODULE_MAX) {
            throw beyond(
                    offset,
                    "number of locals in all functions",
                    total,
                    ImplementationLimits.LOCALS_OF_MODULE_MAX);
        }
    }
}
