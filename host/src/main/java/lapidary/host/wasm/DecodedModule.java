package lapidary.host.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@link ModuleReader} found, section by section, with offsets into the original bytes.
 * Confined to one thread; filled from front to back, so that a section may refer to earlier ones.
 */
final class DecodedModule {
    /** Where a function's body, a segment's data or a section's content lies. */
    record Range(int start, int end) {}

    final byte[] bytes;
    final List<FunctionType> types = new ArrayList<>();
    final List<Import> imports = new ArrayList<>();
    final List<Integer> functionTypes = new ArrayList<>();
    final List<TableType> tables = new ArrayList<>();
    final List<Limits> memories = new ArrayList<>();
    final List<GlobalType> globals = new ArrayList<>();
    final List<ConstantExpression> globalValues = new ArrayList<>();
    final List<Export> exports = new ArrayList<>();
    final List<ElementSegment> elements = new ArrayList<>();
    final List<Range> bodies = new ArrayList<>();

    /** By section number, the content of those that are copied as they are. */
    final Optional<Range>[] sections = noSections();

    /** Functions that {@code ref.func} may name in code. */
    private final BitSet declaredReferences = new BitSet();

    OptionalInt start = OptionalInt.empty();
    OptionalInt dataCount = OptionalInt.empty();
    FunctionNames names = FunctionNames.NONE;
    int importedFunctionCount;
    int importedTableCount;
    int importedMemoryCount;
    int importedGlobalCount;
    int dataSegmentCount;
    int elementCount;

    /** Of the names of imports and exports together. */
    int nameBytes;

    final LoadCost cost = new LoadCost();

    DecodedModule(byte[] bytes) {
        this.bytes = bytes;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generics but these
    private static Optional<Range>[] noSections() {
        Optional<Range>[] none = new Optional[SectionId.COUNT];
        Arrays.fill(none, Optional.empty());
        return none;
    }

    int functionCount() {
        return functionTypes.size();
    }

    int importedGlobalCount() {
        return importedGlobalCount;
    }

    /** What the block that {@code instruction} opens takes and leaves. */
    FunctionType blockType(Instruction instruction) {
        long type = instruction.blockType();
        if (type >= 0) {
            instruction.checkIndex((int) type, types.size(), "type");
            return types.get((int) type);
        }
        return type == Opcodes.EMPTY_BLOCK - 0x80
                ? FunctionType.NONE
                : new FunctionType(List.of(), List.of(instruction.valueType()));
    }

    FunctionType typeOfFunction(int index) {
        return types.get(functionTypes.get(index));
    }

    GlobalType global(int index) {
        return globals.get(index);
    }

    void declareReference(int function) {
        declaredReferences.set(function);
    }

    boolean isDeclaredReference(int function) {
        return declaredReferences.get(function);
    }

    FunctionIndices functionIndices() {
        return new FunctionIndices(importedFunctionCount);
    }
}
