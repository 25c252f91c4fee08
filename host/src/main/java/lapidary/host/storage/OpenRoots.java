package lapidary.host.storage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lapidary.host.sql.Opcode;

/** Which tables and indexes a program's cursors are opened on. Immutable. */
final class OpenRoots {
    /** Of what the statement itself makes: its page is in a register. */
    static final int MADE = 0;

    private static final int PAGE_IN_REGISTER = 0x10;
    private static final Set<String> OPENS = Set.of("OpenRead", "OpenWrite", "ReopenIdx");

    private final Map<Long, Set<Integer>> roots = new HashMap<>();
    private final Set<Long> keyed = new HashSet<>();

    OpenRoots(List<Opcode> program, int[] bases) {
        for (int i = 0; i < bases.length; i++) {
            Opcode opcode = program.get(i);
            if (OPENS.contains(opcode.name())) {
                boolean made = (opcode.p5() & PAGE_IN_REGISTER) != 0;
                long cursor = cursor(bases[i], opcode.p1());
                roots.computeIfAbsent(cursor, _ -> new HashSet<>()).add(made ? MADE : opcode.p2());
                if (opcode.p4().startsWith("k(")) {
                    keyed.add(cursor);
                }
            }
        }
    }

    /** A cursor's number in the whole statement: each trigger's program counts anew. */
    static long cursor(int base, int number) {
        return (long) base << Integer.SIZE | number;
    }

    /** Empty if it is on rows that the statement has put aside. */
    Set<Integer> of(long cursor) {
        return roots.getOrDefault(cursor, Set.of());
    }

    /** Whether it is on an index, or a table without rowids. */
    boolean isKeyed(long cursor) {
        return keyed.contains(cursor);
    }
}
