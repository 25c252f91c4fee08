package lapidary.host.storage;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import lapidary.host.sql.Opcode;

/** Which registers an opcode may put a value into. Stateless. */
final class Registers {
    private static final Set<String> NONE =
            Set.of(
                    ("Init Goto Halt HaltIfNull Transaction OpenRead OpenWrite OpenDup"
                                    + " OpenEphemeral OpenAutoindex OpenPseudo SorterOpen ReopenIdx"
                                    + " Close ColumnsUsed Rewind Last Next Prev SorterSort Sort"
                                    + " SorterNext SeekRowid NotExists SeekGE SeekGT SeekLE SeekLT"
                                    + " SeekScan SeekHit IfNoHope IfNotOpen Found NotFound"
                                    + " NoConflict DeferredSeek FinishSeek SeekEnd NullRow IdxGE"
                                    + " IdxGT IdxLE IdxLT Insert IdxInsert Delete IdxDelete"
                                    + " ResetCount ResetSorter SorterInsert SorterCompare Compare"
                                    + " Jump Permutation Eq Ne Lt Le Gt Ge ElseEq If IfNot IsNull"
                                    + " NotNull IsType Once IfEmpty IfNullRow ResultRow"
                                    + " Affinity TypeCheck CollSeq FkCounter FkIfZero Noop Explain"
                                    + " Expire ParseSchema SetCookie Clear Filter FilterAdd"
                                    + " RowSetAdd RowSetTest RowCell CursorLock CursorUnlock"
                                    + " CursorHint TableLock ReleaseReg SetSubtype ClrSubtype"
                                    + " SequenceTest VOpen VFilter VNext VUpdate VBegin AggStep"
                                    + " AggStep1 AggInverse")
                            .split(" "));

    /** Put a number there, or nothing of a guest's. */
    private static final Set<String> NUMBERS =
            Set.of(
                    ("Integer Int64 Real Null SoftNull Rowid IdxRowid NewRowid Sequence Count"
                                    + " IntCopy Add Subtract Multiply Divide Remainder BitAnd BitOr"
                                    + " ShiftLeft ShiftRight And Or Not BitNot IsTrue ZeroOrNull"
                                    + " AddImm MustBeInt RealAffinity OffsetLimit MemMax"
                                    + " DecrJumpZero IfPos IfNotZero Gosub Return InitCoroutine"
                                    + " Yield EndCoroutine BeginSubrtn RowSetRead ReadCookie"
                                    + " CreateBtree Program")
                            .split(" "));

    private static final Set<String> FIRST =
            Set.of(
                    ("SoftNull AddImm MustBeInt RealAffinity MemMax DecrJumpZero IfPos IfNotZero"
                                    + " Gosub Return InitCoroutine Yield EndCoroutine AggFinal")
                            .split(" "));

    private static final Set<String> SECOND =
            Set.of(
                    ("Integer Int64 Real String8 String Blob Variable SCopy IntCopy Rowid IdxRowid"
                                    + " Sequence Count Param Not BitNot IsTrue ZeroOrNull"
                                    + " OffsetLimit BeginSubrtn ReadCookie CreateBtree RowData"
                                    + " SorterData")
                            .split(" "));

    private static final Set<String> THIRD =
            Set.of(
                    ("Column Add Subtract Multiply Divide Remainder BitAnd BitOr ShiftLeft"
                                    + " ShiftRight And Or Function PureFunc Concat MakeRecord"
                                    + " VColumn AggValue RowSetRead Program")
                            .split(" "));

    private Registers() {}

    /** Whether what it puts there is short. */
    static boolean isNumber(String opcode) {
        return NUMBERS.contains(opcode);
    }

    /** Of an opcode that is not known here, whatever its operands could name. */
    static List<Integer> writtenBy(Opcode opcode) {
        String name = opcode.name();
        if (NONE.contains(name)) {
            return List.of();
        }
        if (FIRST.contains(name)) {
            return List.of(opcode.p1());
        }
        if (SECOND.contains(name)) {
            return List.of(opcode.p2());
        }
        if (THIRD.contains(name)) {
            return List.of(opcode.p3());
        }
        return switch (name) {
            case "Null" -> range(opcode.p2(), Math.max(opcode.p2(), opcode.p3()));
            case "Copy" -> range(opcode.p2(), opcode.p2() + opcode.p3());
            case "Move" -> range(opcode.p2(), opcode.p2() + opcode.p3() - 1);
            case "NewRowid" -> List.of(opcode.p2(), opcode.p3());
            case "Cast" -> List.of(); // What is there stays about as long.
            default -> List.of(opcode.p1(), opcode.p2(), opcode.p3());
        };
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
