package lapidary.host.wasm;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the instructions whose NaNs a guest could look at.
 *
 * <p>Arithmetic leaves the bits of a NaN to the processor. Most such results only go into further
 * arithmetic, or wait in a local until they do, and nobody sees them. So each value that may be
 * such a NaN has a node here: an instruction that made it, a local that holds it, or an instruction
 * that passed it on. An edge leads from a node back to those it got its bits from. Whatever can be
 * reached from a value that was stored, reinterpreted, passed or returned is <em>observed</em>, and
 * only there must the NaN be made canonical, where it is made.
 *
 * <p>The order of instructions does not matter to this, so one walk over a function is enough.
 * Confined to one thread.
 */
final class NanFlow {
    /** The origin of a value that is no such NaN: its bits are the guest's own. */
    static final int EXACT = 0;

    private static final int NO_ORDINAL = -1;

    private int[] ordinals = new int[16];
    private int[] firstEdges = new int[16];
    private int nodeCount = 1;
    private int[] edgeTargets = new int[16];
    private int[] nextEdges = new int[16];
    private int edgeCount = 1;
    private final int[] locals;
    private final BitSet observed = new BitSet();

    NanFlow(int localCount) {
        locals = new int[localCount];
    }

    /** A node for what the {@code ordinal}-th instruction computes. */
    int produced(int ordinal) {
        if (nodeCount == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, 2 * nodeCount);
            firstEdges = Arrays.copyOf(firstEdges, 2 * nodeCount);
        }
        ordinals[nodeCount] = ordinal;
        return nodeCount++;
    }

    /** A node for what is one of two values, or made from their bits. */
    int passedOn(int first, int second) {
        if (first == EXACT && second == EXACT) {
            return EXACT;
        }
        int node = produced(NO_ORDINAL);
        link(node, first);
        link(node, second);
        return node;
    }

    /** A node for whatever the local holds. */
    int local(int index) {
        if (locals[index] == EXACT) {
            locals[index] = produced(NO_ORDINAL);
        }
        return locals[index];
    }

    /** A value went into a local. */
    void assigned(int index, int origin) {
        if (origin != EXACT) {
            link(local(index), origin);
        }
    }

    /** A value's bits can be seen from here on. */
    void observe(int origin) {
        observed.set(origin);
    }

    private void link(int from, int to) {
        if (to == EXACT) {
            return;
        }
        if (edgeCount == edgeTargets.length) {
            edgeTargets = Arrays.copyOf(edgeTargets, 2 * edgeCount);
            nextEdges = Arrays.copyOf(nextEdges, 2 * edgeCount);
        }
        edgeTargets[edgeCount] = to;
        nextEdges[edgeCount] = firstEdges[from];
        firstEdges[from] = edgeCount++;
    }

    /** The ordinals of the instructions whose result must be made canonical. */
    BitSet observedInstructions() {
        int[] pending = new int[nodeCount];
        int count = 0;
        observed.clear(EXACT);
        for (int node = observed.nextSetBit(0); node >= 0; node = observed.nextSetBit(node + 1)) {
            pending[count++] = node;
        }
        var instructions = new BitSet();
        while (count > 0) {
            int node = pending[--count];
            if (ordinals[node] != NO_ORDINAL) {
                instructions.set(ordinals[node]);
            }
            for (int edge = firstEdges[node]; edge != 0; edge = nextEdges[edge]) {
                if (!observed.get(edgeTargets[edge])) {
                    observed.set(edgeTargets[edge]);
                    pending[count++] = edgeTargets[edge];
                }
            }
        }
        return instructions;
    }
}
