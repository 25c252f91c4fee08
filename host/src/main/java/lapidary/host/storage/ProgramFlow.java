package lapidary.host.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import lapidary.host.sql.Opcode;

/**
 * Where a program can go from each of its opcodes: rather one way too many than one too few.
 * Triggers' programs are parts of the statement's. Immutable.
 */
final class ProgramFlow {
    /** These go to the next opcode, whatever their p2 is. */
    private static final Set<String> STRAIGHT =
            Set.of(
                    ("Column Rowid IdxRowid NewRowid Sequence Integer Int64 Real String8 String Null"
                                    + " SoftNull Blob Variable Copy SCopy IntCopy Move Param Add"
                                    + " Subtract Multiply Divide Remainder BitAnd BitOr ShiftLeft"
                                    + " ShiftRight And Or Not BitNot IsTrue ZeroOrNull AddImm Cast"
                                    + " Affinity RealAffinity TypeCheck Concat Function PureFunc"
                                    + " AggStep AggStep1 AggInverse AggFinal AggValue CollSeq"
                                    + " MakeRecord RowData RowCell SorterData SorterInsert"
                                    + " ResultRow Compare Permutation OpenRead OpenWrite OpenDup"
                                    + " OpenEphemeral OpenAutoindex OpenPseudo SorterOpen ReopenIdx"
                                    + " Close ColumnsUsed Insert Delete IdxInsert IdxDelete"
                                    + " DeferredSeek FinishSeek NullRow SeekEnd SeekHit ResetSorter"
                                    + " ResetCount Count Clear CreateBtree Destroy Transaction"
                                    + " ReadCookie SetCookie ParseSchema Expire HaltIfNull"
                                    + " FkCounter MemMax OffsetLimit RowSetAdd FilterAdd"
                                    + " BeginSubrtn ReleaseReg SetSubtype GetSubtype ClrSubtype"
                                    + " CursorLock CursorUnlock CursorHint TableLock VOpen VColumn"
                                    + " VUpdate VBegin VInitIn Noop Explain")
                            .split(" "));

    private final List<Opcode> program;

    /** Where the program begins that an opcode is of: the statement's, or a trigger's. */
    private final int[] bases;

    /** Of opcodes, and of the places after those where they go together. */
    private final List<int[]> ways = new ArrayList<>();

    private final Map<String, List<Integer>> meetings = new HashMap<>();
    private final Map<String, Integer> meetingNumbers = new HashMap<>();

    ProgramFlow(List<Opcode> program) {
        this.program = program;
        this.bases = bases(program);
        for (int i = 0; i < program.size(); i++) {
            meet(i, program.get(i));
        }
        int number = program.size();
        for (String meeting : meetings.keySet()) {
            meetingNumbers.put(meeting, number++);
        }
        for (int i = 0; i < program.size(); i++) {
            ways.add(ways(i, program.get(i)));
        }
        for (String meeting : meetings.keySet()) {
            ways.add(inside(meetings.getOrDefault(meeting, List.of())));
        }
    }

    /** For each opcode the beginning of its program. */
    static int[] bases(List<Opcode> program) {
        int[] bases = new int[program.size()];
        int base = 0;
        for (int i = 0; i < bases.length; i++) {
            base = program.get(i).name().equals("Init") ? i : base;
            bases[i] = base;
        }
        return bases;
    }

    /** Where coroutines, subroutines and triggers go on, whoever called them. */
    private void meet(int i, Opcode opcode) {
        switch (opcode.name()) {
            case "Init" -> {
                if (i > 0) {
                    at("Program", i);
                }
            }
            case "InitCoroutine" -> at(register("Yield", i, opcode), bases[i] + opcode.p3());
            case "Yield" -> {
                at(register("Yield", i, opcode), i + 1);
                at(register("EndCoroutine", i, opcode), bases[i] + opcode.p2());
            }
            case "Gosub" -> at(register("Return", i, opcode), i + 1);
            case "Program" -> at("Halt", i + 1);
            default -> {}
        }
    }

    private void at(String meeting, int place) {
        meetings.computeIfAbsent(meeting, _ -> new ArrayList<>()).add(place);
    }

    private String register(String what, int i, Opcode opcode) {
        return what + ' ' + bases[i] + ' ' + opcode.p1();
    }

    private int[] ways(int i, Opcode opcode) {
        int base = bases[i];
        int next = i + 1;
        int jump = base + opcode.p2();
        return switch (opcode.name()) {
            case "Goto", "Gosub" -> inside(List.of(jump));
            case "Init" -> inside(List.of(opcode.p2() > 0 ? jump : next));
            case "Jump" -> inside(List.of(base + opcode.p1(), jump, base + opcode.p3()));
            case "InitCoroutine" -> inside(List.of(opcode.p2() > 0 ? jump : next));
            case "Yield", "EndCoroutine" -> together(register(opcode.name(), i, opcode));
            case "Return" -> together(register("Return", i, opcode), next);
            case "Program" -> together("Program", next);
            case "Halt" -> base > 0 ? together("Halt") : new int[0];
            default ->
                    STRAIGHT.contains(opcode.name()) || opcode.p2() <= 0
                            ? inside(List.of(next))
                            : inside(List.of(next, jump));
        };
    }

    private int[] together(String meeting) {
        Integer number = meetingNumbers.get(meeting);
        return number == null ? new int[0] : new int[] {number};
    }

    private int[] together(String meeting, int place) {
        Integer number = meetingNumbers.get(meeting);
        return number == null ? inside(List.of(place)) : new int[] {number, place};
    }

    private int[] inside(List<Integer> places) {
        return places.stream()
                .filter(place -> place < program.size())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * How many steps there are at least from an opcode until it is made again; 0 if it never is.
     *
     * @param leaps whether an opcode may go anywhere but to the next
     */
    int stepsRound(int opcode, IntPredicate leaps) {
        int[] distances = new int[ways.size()];
        Arrays.fill(distances, Integer.MAX_VALUE);
        var queue = new ArrayDeque<Integer>();
        queue.add(opcode);
        int shortest = 0;
        while (!queue.isEmpty() && shortest == 0) {
            int at = queue.removeFirst();
            boolean isStep = at < program.size();
            int distance = (at == opcode ? 0 : distances[at]) + (isStep ? 1 : 0);
            for (int to : ways.get(at)) {
                if (isStep && to != at + 1 && !leaps.test(at)) {
                    continue;
                }
                if (to == opcode) {
                    shortest = shortest == 0 ? distance : Math.min(shortest, distance);
                } else if (distance < distances[to]) {
                    distances[to] = distance;
                    if (isStep) {
                        queue.addLast(to);
                    } else {
                        queue.addFirst(to);
                    }
                }
            }
        }
        return shortest;
    }
}
