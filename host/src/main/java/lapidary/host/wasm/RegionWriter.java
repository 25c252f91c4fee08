package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a region as a function: takes nothing, and returns which of its exits it took, or zero.
 * Around its statements are as many blocks as it has exits, whose ends tell them apart.
 */
final class RegionWriter {
    private final List<ValueType> locals;
    private final OutlinedRegion region;
    private final TransferGlobals transfer;
    private final BlockTypes blockTypes;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final List<ValueType> declared = new ArrayList<>();
    private final CodeTreeWriter writer;

    RegionWriter(
            byte[] code,
            List<ValueType> locals,
            OutlinedRegion region,
            TransferGlobals transfer,
            BlockTypes blockTypes) {
        this.locals = locals;
        this.region = region;
        this.transfer = transfer;
        this.blockTypes = blockTypes;
        writer = new CodeTreeWriter(code, locals, this::number, transfer, blockTypes);
    }

    private int number(int local) {
        return numbers.computeIfAbsent(local, this::declare);
    }

    private int declare(int local) {
        declared.add(local < locals.size() ? locals.get(local) : ValueType.I32);
        return declared.size() - 1;
    }

    /** The function as it stands in the code section, behind its size. */
    BinaryWriter write(List<CodePart> statements) {
        writer.hear(region.inputs());
        writer.opened(); // the function itself
        open(ValueType.I32);
        writer.opened();
        List<CodeBlock> exits = region.exits();
        for (int exit = exits.size() - 1; exit >= 0; exit--) {
            open(exits.get(exit).labelTypes());
            writer.opened(exits.get(exit));
        }
        statements.forEach(writer::write);
        if (region.returns()) {
            returnZero();
        }
        for (int exit = 0; exit < exits.size(); exit++) {
            writer.ended();
            exits.get(exit).labelTypes().forEach(type -> transfer.tellCarried(out(), type));
            out().u8(Opcodes.I32_CONST).s32(exit + 1);
            if (exit < exits.size() - 1) {
                out().u8(Opcodes.BR).u32(exits.size() - 1 - exit);
            }
        }
        writer.ended();
        writer.tell(region.outputs());
        return function();
    }

    private void returnZero() {
        out().u8(Opcodes.I32_CONST).s32(0);
        if (!region.exits().isEmpty()) {
            out().u8(Opcodes.BR).u32(region.exits().size());
        }
    }

    private BinaryWriter out() {
        return writer.out();
    }

    private void open(List<ValueType> results) {
        out().u8(Opcodes.BLOCK);
        blockTypes.writeTo(out(), new FunctionType(List.of(), results));
    }

    private void open(ValueType result) {
        open(List.of(result));
    }

    private BinaryWriter function() {
        var function = new BinaryWriter(out().size() + 64);
        function.u32(declared.size());
        declared.forEach(type -> function.u32(1).u8(type.code()));
        if (out().endsWith(Opcodes.END)) {
            out().u8(Opcodes.NOP); // as at the end of any function, see FunctionRewriter
        }
        return function.append(out()).u8(Opcodes.END);
    }
}
