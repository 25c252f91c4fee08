package lapidary.host.wasm;

import java.util.List;

/** The types that rewritten code names. */
final class CodeTypes {
    private final DecodedModule module;
    private final FunctionIndices functions;
    private final BlockTypes blockTypes;

    CodeTypes(DecodedModule module, FunctionIndices functions, BlockTypes blockTypes) {
        this.module = module;
        this.functions = functions;
        this.blockTypes = blockTypes;
    }

    /** The type of that index among the rewritten module's. */
    FunctionType at(int index) {
        return blockTypes.at(index);
    }

    /** The type of a function of the module or of the import that was added. */
    FunctionType function(int rewrittenIndex) {
        return rewrittenIndex == functions.refuel()
                ? FunctionType.NONE
                : module.typeOfFunction(functions.original(rewrittenIndex));
    }

    /** What the block that an instruction opens takes and leaves. */
    FunctionType block(Instruction instruction) {
        long type = instruction.blockType();
        if (type >= 0) {
            return at((int) type);
        }
        return type == Opcodes.EMPTY_BLOCK - 0x80
                ? FunctionType.NONE
                : new FunctionType(List.of(), List.of(instruction.valueType()));
    }
}
