package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lapidary.host.sql.Opcode;

/**
 * What a program has in a register when it comes to one of its opcodes, where that is plain to see:
 * set by one opcode that nothing jumps past. Immutable.
 */
final class ProgramValues {
    /** What is in a register. */
    sealed interface Value {}

    record Text(String text) implements Value {}

    /** The parameter of that number, from 1. */
    record Parameter(int number) implements Value {}

    record Nothing() implements Value {}

    /** One text after the other. */
    record Joined(Value first, Value second) implements Value {}

    /** What a function of SQLite's makes of texts, and of nothing else. */
    record Called(String function, List<Value> arguments) implements Value {
        Called {
            arguments = List.copyOf(arguments);
        }
    }

    /** Computed, read from a row, or one of several. */
    record Unknown() implements Value {}

    private static final Value UNKNOWN = new Unknown();

    /** Functions of texts only, which make the same of the same; with how many arguments. */
    private static final Set<String> OF_TEXT =
            Set.of(
                    "replace(3)",
                    "lower(1)",
                    "upper(1)",
                    "trim(1)",
                    "trim(2)",
                    "ltrim(1)",
                    "ltrim(2)",
                    "rtrim(1)",
                    "rtrim(2)",
                    "printf(2)",
                    "format(2)",
                    "printf(3)",
                    "format(3)");

    /** Whose p2 is no address. */
    private static final Set<String> NO_JUMPS =
            Set.of(
                    "Add",
                    "Affinity",
                    "AggFinal",
                    "AggStep",
                    "And",
                    "BitAnd",
                    "BitNot",
                    "BitOr",
                    "Blob",
                    "Cast",
                    "Close",
                    "CollSeq",
                    "Column",
                    "Compare",
                    "Concat",
                    "Copy",
                    "Count",
                    "Delete",
                    "Divide",
                    "Explain",
                    "Function",
                    "Halt",
                    "IdxDelete",
                    "IdxInsert",
                    "IdxRowid",
                    "Insert",
                    "Int64",
                    "Integer",
                    "IsTrue",
                    "MakeRecord",
                    "Move",
                    "Multiply",
                    "NewRowid",
                    "Not",
                    "Null",
                    "OpenEphemeral",
                    "OpenPseudo",
                    "OpenRead",
                    "OpenWrite",
                    "Or",
                    "Param",
                    "PureFunc",
                    "Real",
                    "Remainder",
                    "ResultRow",
                    "RowData",
                    "RowSetAdd",
                    "Rowid",
                    "SCopy",
                    "Sequence",
                    "ShiftLeft",
                    "ShiftRight",
                    "SorterData",
                    "SorterInsert",
                    "SorterOpen",
                    "String8",
                    "Subtract",
                    "Transaction",
                    "VBegin",
                    "VColumn",
                    "VOpen",
                    "VUpdate",
                    "Variable",
                    "ZeroOrNull");

    private final List<Opcode> program;

    ProgramValues(List<Opcode> program) {
        this.program = List.copyOf(program);
    }

    /** What is in a register when the opcode of that index runs. */
    Value at(int index, int register) {
        int begin = begin(index);
        for (int i = index - 1; i > begin; i--) {
            if (touches(program.get(i), register)) {
                return isJumpedPast(i, index, register) ? UNKNOWN : value(i, register);
            }
        }
        return begin == 0 ? constant(register) : UNKNOWN;
    }

    /** Of the program, or the trigger's inside it. */
    private int begin(int index) {
        int begin = index;
        while (begin > 0 && !program.get(begin).name().equals("Init")) {
            begin--;
        }
        return begin;
    }

    private static boolean touches(Opcode opcode, int register) {
        return switch (opcode.name()) {
            case "Null" -> isIn(register, opcode.p2(), Math.max(opcode.p2(), opcode.p3()));
            case "Copy" -> isIn(register, opcode.p2(), opcode.p2() + opcode.p3());
            case "Move" -> isIn(register, opcode.p2(), opcode.p2() + opcode.p3() - 1);
            case "Integer", "String8", "Variable", "SCopy" -> opcode.p2() == register;
            case "Concat", "Function", "PureFunc" -> opcode.p3() == register;
            default ->
                    opcode.p3() == register
                            || (opcode.p2() == register && NO_JUMPS.contains(opcode.name()))
                            || opcode.name().equals("Program")
                            || opcode.name().equals("Gosub");
        };
    }

    private static boolean isIn(int register, int first, int last) {
        return first <= register && register <= last;
    }

    /** Whether a way leads to an opcode from outside, and not through what set the register. */
    private boolean isJumpedPast(int setter, int index, int register) {
        int base = begin(index);
        for (int i = base; i < program.size(); i++) {
            Opcode opcode = program.get(i);
            if (i > base && opcode.name().equals("Init")) {
                break;
            }
            boolean once = opcode.name().equals("Once") && i < setter;
            if (once && isIn(setter, i, base + opcode.p2() - 1) && isOnlySetter(setter, register)) {
                continue; // Whoever jumps here has been there.
            }
            boolean outside = i < setter || i > index;
            boolean jumps = !NO_JUMPS.contains(opcode.name());
            if (outside && jumps && isIn(base + opcode.p2(), setter + 1, index)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOnlySetter(int setter, int register) {
        for (int i = begin(setter) + 1; i < program.size(); i++) {
            if (i != setter && touches(program.get(i), register)) {
                return false;
            }
        }
        return true;
    }

    private Value value(int index, int register) {
        Opcode opcode = program.get(index);
        return switch (opcode.name()) {
            case "String8" -> new Text(opcode.p4());
            case "Variable" -> new Parameter(opcode.p1());
            case "Null" -> new Nothing();
            case "SCopy" -> at(index, opcode.p1());
            case "Copy" -> at(index, opcode.p1() + register - opcode.p2());
            case "Concat" -> joined(at(index, opcode.p2()), at(index, opcode.p1()));
            case "Function", "PureFunc" -> called(index, opcode);
            default -> UNKNOWN;
        };
    }

    private static Value joined(Value first, Value second) {
        boolean known = !(first instanceof Unknown) && !(second instanceof Unknown);
        return known ? new Joined(first, second) : UNKNOWN;
    }

    private Value called(int index, Opcode opcode) {
        String function = opcode.p4();
        if (!OF_TEXT.contains(function)) {
            return UNKNOWN;
        }
        int parenthesis = function.indexOf('(');
        int count = Integer.parseInt(function.substring(parenthesis + 1, function.length() - 1));
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(at(index, opcode.p2() + i));
        }
        return arguments.stream().anyMatch(Unknown.class::isInstance)
                ? UNKNOWN
                : new Called(function.substring(0, parenthesis), arguments);
    }

    /** What the program sets once, at its beginning, which is listed at its end. */
    private Value constant(int register) {
        Value found = UNKNOWN;
        boolean beginning = false;
        for (int i = 1; i < program.size(); i++) {
            Opcode opcode = program.get(i);
            if (opcode.name().equals("Init")) {
                break;
            }
            beginning |= opcode.name().equals("Transaction");
            boolean sets = opcode.name().matches("String8|Variable|Null|Concat|Function|PureFunc");
            if (sets && touches(opcode, register)) {
                if (!beginning || !(found instanceof Unknown)) {
                    return UNKNOWN;
                }
                found = value(i, register);
            }
        }
        return found;
    }
}
