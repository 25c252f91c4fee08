package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.unsupported;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites one validated function so that it is metered.
 *
 * <p>The instructions between two places where control may come from elsewhere, or go elsewhere,
 * are a <em>segment</em>. Each begins by taking the price of all its instructions from the fuel; a
 * call does not end one, so what follows it is paid before it. At the function's entry and at the
 * head of each loop it is then tested whether fuel is left. What can never be reached is left out.
 *
 * <p>A function that has something to give back at its end, the stack that it counted or the fuel
 * in its local, has its body in one more block, so that every way out leads past the same place.
 */
final class FunctionRewriter {
    /** Fuel, a scratch local of each of the six types, and an address. */
    static final int LOCALS_ADDED_MAX = 8;

    private final DecodedModule module;
    private final MeterLayout layout;
    private final BlockTypes blockTypes;
    private final FunctionShape shape;
    private final DecodedModule.Range body;
    private final CodeForm form;
    private final boolean isStackCounted;
    private final boolean isWrapped;
    private final ScratchLocals scratch;
    private final MeterCode meter;
    private final Instruction instruction = new Instruction();
    private final List<OpenBlock> blocks = new ArrayList<>();
    private BinaryWriter code = new BinaryWriter();
    private final BinaryWriter segment = new BinaryWriter();
    private final SegmentCost cost = new SegmentCost();
    private SegmentStart segmentStart = SegmentStart.ENTRY;
    private long entryUnits;
    private int ordinal;
    private boolean isDead;
    private int deadBlocks;

    private enum SegmentStart {
        ENTRY,
        LOOP,
        ELSEWHERE
    }

    /** A block that is open, and whether a branch leads to its end. */
    private static final class OpenBlock {
        private final int opcode;
        private final Optional<SpilledOperands> spilled;
        private final BlockParameters parameters;
        private boolean targeted;

        OpenBlock(int opcode, Optional<SpilledOperands> spilled, BlockParameters parameters) {
            this.opcode = opcode;
            this.spilled = spilled;
            this.parameters = parameters;
        }
    }

    FunctionRewriter(
            DecodedModule module,
            MeterLayout layout,
            BlockTypes blockTypes,
            FunctionShape shape,
            DecodedModule.Range body,
            CodeForm form) {
        this.module = module;
        this.layout = layout;
        this.blockTypes = blockTypes;
        this.shape = shape;
        this.body = body;
        this.form = form;
        isStackCounted = FrameCost.isCounted(shape);
        isWrapped = isStackCounted || shape.loops();
        scratch = new ScratchLocals(shape.locals().size());
        meter =
                shape.loops()
                        ? MeterCode.inLocal(layout, scratch.add(ValueType.I64))
                        : MeterCode.inGlobal(layout);
    }

    /**
     * The function as it stands in the code section, behind its size.
     *
     * @param depth of the regions that it calls, within each other
     */
    BinaryWriter write(int depth) {
        long slots = FrameCost.slots(shape, scratch.takenMax()) * (1 + depth);
        var function = new BinaryWriter(code.size() + 64);
        writeLocals(function);
        enter(function, slots);
        function.append(code);
        leave(function, slots);
        return function;
    }

    /**
     * Outlines what it can of a large function.
     *
     * @return how many regions it calls within each other, which counts with its frame
     */
    int outline(Regions regions) {
        // what is not wrapped has its results to give behind its code
        if (!isWrapped || code.size() <= regions.sizes().left()) {
            return 0;
        }
        List<ValueType> locals = new ArrayList<>(shape.locals());
        locals.addAll(scratch.types());
        Optional<Outliner.Outlined> outlined =
                Outliner.outline(
                        code.toByteArray(),
                        locals,
                        shape.type().results(),
                        meter.fuelLocal(),
                        regions);
        if (outlined.isEmpty()) {
            return 0;
        }
        scratch.add(ValueType.I32);
        code = outlined.get().code();
        return outlined.get().depth();
    }

    private void writeLocals(BinaryWriter out) {
        var in = new BinaryReader(module.bytes, body.start(), shape.codeStart());
        int groups = in.u32();
        out.u32(groups + scratch.types().size());
        out.bytes(module.bytes, in.position(), shape.codeStart());
        scratch.types().forEach(type -> out.u32(1).u8(type.code()));
    }

    /** Goes over the code once, before anything else. */
    void rewrite() {
        var in = new BinaryReader(module.bytes, shape.codeStart(), body.end());
        blocks.add(new OpenBlock(Opcodes.BLOCK, Optional.empty(), BlockParameters.NONE));
        cost.addEntry(shape);
        if (isWrapped) {
            segment.u8(Opcodes.BLOCK);
            blockTypes.writeTo(segment, new FunctionType(List.of(), shape.type().results()));
        }
        while (!blocks.isEmpty()) {
            instruction.readFrom(in);
            if (isDead) {
                skip();
            } else {
                rewriteOne();
            }
            ordinal++;
        }
    }

    private void skip() {
        switch (instruction.opcode()) {
            case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> deadBlocks++;
            case Opcodes.END -> {
                if (deadBlocks-- == 0) {
                    revive();
                    end();
                }
            }
            case Opcodes.ELSE -> {
                if (deadBlocks == 0) {
                    revive();
                    switchToElse();
                }
            }
            default -> {}
        }
    }

    private void die() {
        flush();
        isDead = true;
        deadBlocks = 0;
    }

    private void revive() {
        isDead = false;
        deadBlocks = 0;
        blocks.getLast().targeted = true;
    }

    private void rewriteOne() {
        switch (instruction.opcode()) {
            case Opcodes.BLOCK, Opcodes.LOOP, Opcodes.IF -> open();
            case Opcodes.ELSE -> switchToElse();
            case Opcodes.END -> end();
            case Opcodes.BR -> {
                target(instruction.index());
                copy();
                die();
            }
            case Opcodes.BR_IF -> {
                target(instruction.index());
                copy();
                flush();
            }
            case Opcodes.BR_TABLE -> {
                for (int label : instruction.targets()) {
                    target(label);
                }
                copy();
                die();
            }
            case Opcodes.RETURN -> leave();
            case Opcodes.UNREACHABLE -> {
                meter.writeBack(segment);
                copy();
                die();
            }
            case Opcodes.CALL, Opcodes.CALL_INDIRECT -> call();
            case Opcodes.REF_FUNC -> {
                cost.add(instruction);
                segment.u8(Opcodes.REF_FUNC);
                segment.u32(layout.functions().shifted(instruction.index()));
            }
            default -> plain();
        }
    }

    private void plain() {
        SegmentCost.Bulk bulk = SegmentCost.bulk(instruction);
        if (bulk != SegmentCost.Bulk.NONE) {
            meter.chargeBulk(segment, bulk, scratch.of(ValueType.I32));
        }
        if (Substitutes.has(instruction.opcode())) {
            cost.add(instruction);
            Substitutes.write(segment, instruction.opcode(), scratch);
        } else if (form.isInterpreted() && CheckedStore.isWanted(instruction.opcode())) {
            CheckedStore.writeCheck(segment, module.bytes, instruction, scratch);
            copy();
        } else if (CheckedTable.isWanted(instruction)) {
            CheckedTable.writeOperands(segment, module, instruction, scratch);
            copy();
        } else {
            copy();
        }
        if (shape.canonical().get(ordinal)) {
            CanonicalNan.write(segment, instruction.opcode(), scratch);
        }
    }

    private void copy() {
        cost.add(instruction);
        segment.bytes(module.bytes, instruction.start(), instruction.end());
    }

    private void open() {
        cost.add(instruction);
        Optional<SpilledOperands> spilled = spill();
        FunctionType type = module.blockType(instruction);
        BlockParameters parameters = parameters(type);
        blocks.add(new OpenBlock(instruction.opcode(), spilled, parameters));
        segment.u8(instruction.opcode());
        if (parameters.isEmpty()) {
            writeBlockType();
        } else {
            blockTypes.writeTo(segment, new FunctionType(List.of(), type.results()));
        }
        if (instruction.is(Opcodes.LOOP)) {
            flush();
            segmentStart = SegmentStart.LOOP;
        } else if (instruction.is(Opcodes.IF)) {
            flush();
        }
        parameters.restore(segment);
    }

    private BlockParameters parameters(FunctionType type) {
        if (form == CodeForm.LARGE
                && instruction.is(Opcodes.LOOP)
                && !type.parameters().isEmpty()) {
            // the engine's interpreter gets those wrong
            throw unsupported(instruction.start(), "a loop with parameters in a large function");
        }
        if (instruction.is(Opcodes.LOOP) || type.parameters().isEmpty()) {
            return BlockParameters.NONE;
        }
        boolean hasCondition = instruction.is(Opcodes.IF);
        return BlockParameters.putAside(segment, type.parameters(), hasCondition, scratch);
    }

    private void writeBlockType() {
        if (instruction.blockType() < 0) {
            segment.bytes(module.bytes, instruction.end() - 1, instruction.end());
        } else {
            segment.s64(blockTypes.indexOf((int) instruction.blockType()));
        }
    }

    private void switchToElse() {
        OpenBlock then = blocks.removeLast();
        flush();
        code.u8(Opcodes.ELSE);
        blocks.add(new OpenBlock(Opcodes.ELSE, then.spilled, then.parameters));
        then.parameters.restore(segment);
    }

    private void end() {
        if (blocks.getLast().opcode == Opcodes.IF && !blocks.getLast().parameters.isEmpty()) {
            switchToElse(); // which leaves what it takes
        }
        OpenBlock block = blocks.removeLast();
        if (blocks.isEmpty()) {
            endFunction();
        } else if (isJoin(block)) {
            flush();
            code.u8(Opcodes.END);
        } else {
            cost.add(instruction);
            segment.u8(Opcodes.END);
        }
        block.spilled.ifPresent(operands -> operands.restore(segment, scratch));
    }

    private Optional<SpilledOperands> spill() {
        Spill spill = shape.spills().get(ordinal);
        if (spill == null || !scratch.hasRoomFor(spill.localCount())) {
            return Optional.empty();
        }
        boolean hasCondition = instruction.is(Opcodes.IF);
        return Optional.of(SpilledOperands.putAside(segment, spill, hasCondition, scratch));
    }

    /** Whether control can come to the end of the block on more than one way. */
    private static boolean isJoin(OpenBlock block) {
        return block.targeted || block.opcode == Opcodes.IF || block.opcode == Opcodes.ELSE;
    }

    private void endFunction() {
        flush();
        if (isWrapped) {
            code.u8(Opcodes.END);
        }
    }

    private void leave() {
        cost.add(instruction);
        if (isWrapped) {
            segment.u8(Opcodes.BR).u32(blocks.size() - 1);
        } else {
            segment.u8(Opcodes.RETURN);
        }
        die();
    }

    private void call() {
        cost.add(instruction);
        meter.writeBack(segment);
        if (instruction.is(Opcodes.CALL)) {
            segment.u8(Opcodes.CALL).u32(layout.functions().shifted(instruction.index()));
        } else {
            segment.bytes(module.bytes, instruction.start(), instruction.end());
        }
        meter.readAgain(segment);
    }

    /** A branch to a loop leads to its head, which begins a segment anyway. */
    private void target(int label) {
        OpenBlock block = blocks.get(blocks.size() - 1 - label);
        if (block.opcode != Opcodes.LOOP) {
            block.targeted = true;
        }
    }

    /** Writes the price of the segment so far, and then the segment. */
    private void flush() {
        switch (segmentStart) {
            case ENTRY -> entryUnits = units();
            case LOOP -> {
                meter.charge(code, units());
                meter.test(code);
            }
            case ELSEWHERE -> {
                if (!cost.isFree()) {
                    meter.charge(code, units());
                }
            }
        }
        code.append(segment);
        segment.clear();
        cost.clear();
        segmentStart = SegmentStart.ELSEWHERE;
    }

    private long units() {
        return cost.units() * form.priceFactor();
    }

    private void enter(BinaryWriter out, long slots) {
        meter.chargeAtEntry(out, entryUnits);
        if (isStackCounted) {
            meter.takeStack(out, slots);
            meter.testWithStack(out);
        } else if (shape.sixteenths() > SegmentCost.UNTESTED_SIXTEENTHS_MAX) {
            meter.test(out);
        }
    }

    private void leave(BinaryWriter out, long slots) {
        if (isStackCounted) {
            meter.giveStackBack(out, slots);
        }
        if (isWrapped) {
            meter.writeBack(out);
        } else if (code.endsWith(Opcodes.END)) {
            // The engine takes an end right behind a block's for that block's, and then a branch
            // out of the function for one out of the block. A nop sets them apart.
            out.u8(Opcodes.NOP);
        }
        out.u8(Opcodes.END);
    }
}
