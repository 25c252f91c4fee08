package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;
import static lapidary.host.wasm.Refusals.invalid;
import static lapidary.host.wasm.Refusals.refusal;
import static lapidary.host.wasm.Refusals.unsupported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.Import.ImportType;

/**
 * Decodes a module's sections and checks what they say about each other; the functions' bodies are
 * only found here, and read by {@link FunctionValidator}. Every count is bounded before anything is
 * made for it. Confined to one thread.
 */
final class ModuleReader {
    private static final int MAGIC = 0x6d736100;
    private static final int VERSION = 1;
    private static final int COMPONENT_LAYER = 1 << 16;

    private final byte[] bytes;
    private final DecodedModule module;
    private int lastPlace;

    private ModuleReader(byte[] bytes) {
        this.bytes = bytes;
        module = new DecodedModule(bytes);
    }

    static DecodedModule read(byte[] bytes) {
        if (bytes.length > ImplementationLimits.MODULE_BYTES_MAX) {
            throw refusal(
                    ErrorCode.MODULE_TOO_LARGE,
                    ImplementationLimits.MODULE_BYTES_MAX,
                    "module is " + bytes.length + " bytes");
        }
        var reader = new ModuleReader(bytes);
        reader.readAll();
        return reader.module;
    }

    private void readAll() {
        var in = new BinaryReader(bytes);
        readHeader(in);
        while (in.hasMore()) {
            int offset = in.position();
            int id = in.u8();
            int size = in.u32();
            if (size < 0 || size > in.end() - in.position()) {
                throw invalid(offset, "unexpected end: section " + id + " is longer than the rest");
            }
            readSection(id, offset, in.part(size));
        }
        checkWhole();
    }

    private static void readHeader(BinaryReader in) {
        if (in.end() < 4 || fixed32(in) != MAGIC) {
            throw invalid(0, "magic header not detected");
        }
        int version = in.end() < 8 ? 0 : fixed32(in);
        if ((version & 0xffff0000) == COMPONENT_LAYER) {
            throw unsupported(4, "component model");
        }
        if (version != VERSION) {
            throw invalid(4, "unknown binary version");
        }
    }

    private static int fixed32(BinaryReader in) {
        return in.u8() | in.u8() << 8 | in.u8() << 16 | in.u8() << 24;
    }

    private void readSection(int id, int offset, BinaryReader in) {
        if (id == SectionId.CUSTOM) {
            readCustom(in);
            return;
        }
        if (id >= SectionId.COUNT) {
            throw invalid(offset, "malformed section id " + id);
        }
        if (SectionId.place(id) <= lastPlace) {
            throw invalid(offset, "unexpected content after last section");
        }
        lastPlace = SectionId.place(id);
        module.sections[id] = Optional.of(new DecodedModule.Range(in.position(), in.end()));
        readKnown(id, offset, in);
        if (in.hasMore()) {
            throw invalid(in.position(), "section size mismatch");
        }
    }

    private void readKnown(int id, int offset, BinaryReader in) {
        switch (id) {
            case SectionId.TYPE -> readTypes(in);
            case SectionId.IMPORT -> readImports(in);
            case SectionId.FUNCTION -> readFunctions(in);
            case SectionId.TABLE -> readTables(in);
            case SectionId.MEMORY -> readMemories(in);
            case SectionId.GLOBAL -> readGlobals(in);
            case SectionId.EXPORT -> readExports(in);
            case SectionId.START -> readStart(in);
            case SectionId.ELEMENT -> readElements(in);
            case SectionId.DATA_COUNT ->
                    module.dataCount =
                            OptionalInt.of(
                                    in.count(
                                            "number of data segments",
                                            ImplementationLimits.DATA_SEGMENTS_MAX));
            case SectionId.CODE -> readCode(in);
            case SectionId.DATA -> readData(in);
            default -> throw unsupported(offset, "exception handling");
        }
    }

    private void readCustom(BinaryReader in) {
        if (in.name().equals("name")) {
            module.names = FunctionNames.read(in);
        }
    }

    private void readTypes(BinaryReader in) {
        int count = in.countOfItems("number of types", ImplementationLimits.TYPES_MAX);
        for (int index = 0; index < count; index++) {
            int offset = in.position();
            FunctionType type = TypeReader.function(in);
            module.cost.addType(offset, type);
            module.types.add(type);
        }
    }

    private void readImports(BinaryReader in) {
        int count = in.countOfItems("number of imports", ImplementationLimits.IMPORTS_MAX);
        for (int index = 0; index < count; index++) {
            String moduleName = name(in);
            String name = name(in);
            module.imports.add(new Import(moduleName, name, readImportType(in)));
        }
    }

    private ImportType readImportType(BinaryReader in) {
        int offset = in.position();
        return switch (in.u8()) {
            case 0 -> {
                int type = typeIndex(in);
                module.functionTypes.add(type);
                module.importedFunctionCount++;
                yield new ImportType.OfFunction(module.types.get(type));
            }
            case 1 -> {
                TableType table = TypeReader.table(in);
                module.tables.add(table);
                module.importedTableCount++;
                yield new ImportType.OfTable(table);
            }
            case 2 -> {
                Limits limits = TypeReader.memory(in);
                addMemory(offset, limits);
                module.importedMemoryCount++;
                yield new ImportType.OfMemory(limits);
            }
            case 3 -> {
                GlobalType global = TypeReader.global(in);
                module.globals.add(global);
                module.importedGlobalCount++;
                yield new ImportType.OfGlobal(global);
            }
            case 4 -> throw unsupported(offset, "exception handling");
            default -> throw invalid(offset, "malformed import kind");
        };
    }

    private int typeIndex(BinaryReader in) {
        return index(in, module.types.size(), "type");
    }

    private static int index(BinaryReader in, int count, String what) {
        int offset = in.position();
        int index = in.u32();
        if (Integer.compareUnsigned(index, count) >= 0) {
            throw invalid(offset, "unknown " + what + " " + Integer.toUnsignedString(index));
        }
        return index;
    }

    private void readFunctions(BinaryReader in) {
        int count = in.countOfItems("number of functions", ImplementationLimits.FUNCTIONS_MAX);
        for (int index = 0; index < count; index++) {
            module.functionTypes.add(typeIndex(in));
        }
    }

    private void readTables(BinaryReader in) {
        int offset = in.position();
        int count = in.countOfItems("number of tables", ImplementationLimits.TABLES_MAX);
        for (int index = 0; index < count; index++) {
            module.tables.add(TypeReader.table(in));
        }
        TypeReader.atMost(
                offset, "number of tables", module.tables.size(), ImplementationLimits.TABLES_MAX);
    }

    private void readMemories(BinaryReader in) {
        int count = in.countOfItems("number of memories", ImplementationLimits.TABLES_MAX);
        for (int index = 0; index < count; index++) {
            addMemory(in.position(), TypeReader.memory(in));
        }
    }

    private void addMemory(int offset, Limits limits) {
        if (!module.memories.isEmpty()) {
            throw unsupported(offset, "multi-memory");
        }
        module.memories.add(limits);
    }

    private void readGlobals(BinaryReader in) {
        int count = in.countOfItems("number of globals", ImplementationLimits.GLOBALS_MAX);
        for (int index = 0; index < count; index++) {
            GlobalType type = TypeReader.global(in);
            module.globalValues.add(ConstantExpression.read(in, type.value(), module));
            module.globals.add(type);
        }
    }

    private void readExports(BinaryReader in) {
        int count = in.countOfItems("number of exports", ImplementationLimits.EXPORTS_MAX);
        Set<String> names = new HashSet<>();
        for (int index = 0; index < count; index++) {
            int offset = in.position();
            String name = name(in);
            if (!names.add(name)) {
                throw invalid(offset, "duplicate export name");
            }
            module.exports.add(readExport(in, name));
        }
    }

    /** A name of an import or an export, counted over the module. */
    private String name(BinaryReader in) {
        int offset = in.position();
        String name = in.name();
        module.nameBytes += in.position() - offset;
        TypeReader.atMost(
                offset,
                "the length of all names of imports and exports",
                module.nameBytes,
                ImplementationLimits.NAME_BYTES_OF_MODULE_MAX);
        return name;
    }

    private Export readExport(BinaryReader in, String name) {
        int offset = in.position();
        int code = in.u8();
        ExternalKind kind =
                switch (code) {
                    case 0 -> ExternalKind.FUNCTION;
                    case 1 -> ExternalKind.TABLE;
                    case 2 -> ExternalKind.MEMORY;
                    case 3 -> ExternalKind.GLOBAL;
                    case 4 -> throw unsupported(offset, "exception handling");
                    default -> throw invalid(offset, "malformed export kind");
                };
        int index = index(in, count(kind), kind.name().toLowerCase(Locale.ROOT));
        if (kind == ExternalKind.FUNCTION) {
            module.declareReference(index);
        }
        return new Export(name, kind, index);
    }

    private int count(ExternalKind kind) {
        return switch (kind) {
            case FUNCTION -> module.functionCount();
            case TABLE -> module.tables.size();
            case MEMORY -> module.memories.size();
            case GLOBAL -> module.globals.size();
        };
    }

    private void readStart(BinaryReader in) {
        int offset = in.position();
        int function = index(in, module.functionCount(), "function");
        if (!module.typeOfFunction(function).equals(FunctionType.NONE)) {
            throw invalid(offset, "start function must take and return nothing");
        }
        module.start = OptionalInt.of(function);
    }

    private void readElements(BinaryReader in) {
        int count =
                in.countOfItems(
                        "number of element segments", ImplementationLimits.ELEMENT_SEGMENTS_MAX);
        for (int index = 0; index < count; index++) {
            module.elements.add(readElementSegment(in));
        }
    }

    private ElementSegment readElementSegment(BinaryReader in) {
        int at = in.position();
        int flags = in.u32();
        if (flags < 0 || flags > 7) {
            throw invalid(at, "malformed elements segment kind");
        }
        boolean active = (flags & ElementSegment.PASSIVE_OR_DECLARED) == 0;
        boolean explicit = (flags & ElementSegment.EXPLICIT) != 0;
        int table = 0;
        Optional<ConstantExpression> offset = Optional.empty();
        if (active) {
            table = explicit ? index(in, module.tables.size(), "table") : implicitTable(at);
            offset = Optional.of(ConstantExpression.read(in, ValueType.I32, module));
        }
        boolean expressions = (flags & ElementSegment.EXPRESSIONS) != 0;
        boolean typed = !active || explicit;
        ValueType type = typed ? elementType(in, expressions) : ValueType.FUNCREF;
        if (active && module.tables.get(table).element() != type) {
            throw invalid(at, "type mismatch between a table and its elements");
        }
        return expressions
                ? new ElementSegment(flags, table, offset, type, List.of(), expressions(in, type))
                : new ElementSegment(flags, table, offset, type, functions(in), List.of());
    }

    private int implicitTable(int offset) {
        if (module.tables.isEmpty()) {
            throw invalid(offset, "unknown table 0");
        }
        return 0;
    }

    private static ValueType elementType(BinaryReader in, boolean expressions) {
        if (expressions) {
            return TypeReader.reference(in);
        }
        int offset = in.position();
        if (in.u8() != 0) {
            throw invalid(offset, "malformed element kind");
        }
        return ValueType.FUNCREF;
    }

    private List<Integer> functions(BinaryReader in) {
        int count = elementCount(in);
        List<Integer> functions = new ArrayList<>();
        for (int item = 0; item < count; item++) {
            int function = index(in, module.functionCount(), "function");
            module.declareReference(function);
            functions.add(function);
        }
        return functions;
    }

    private List<ConstantExpression> expressions(BinaryReader in, ValueType type) {
        int count = elementCount(in);
        List<ConstantExpression> elements = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            elements.add(ConstantExpression.read(in, type, module));
        }
        return elements;
    }

    private int elementCount(BinaryReader in) {
        int offset = in.position();
        int count =
                in.countOfItems("number of elements", ImplementationLimits.ELEMENTS_OF_MODULE_MAX);
        module.elementCount += count;
        TypeReader.atMost(
                offset,
                "number of elements in all segments",
                module.elementCount,
                ImplementationLimits.ELEMENTS_OF_MODULE_MAX);
        return count;
    }

    private void readCode(BinaryReader in) {
        int offset = in.position();
        int count = in.countOfItems("number of functions", ImplementationLimits.FUNCTIONS_MAX);
        if (count != module.functionCount() - module.importedFunctionCount) {
            throw invalid(offset, "function and code section have inconsistent lengths");
        }
        for (int index = 0; index < count; index++) {
            int size =
                    in.countOfItems("size of a function", ImplementationLimits.FUNCTION_BYTES_MAX);
            int start = in.position();
            in.skip(size);
            module.bodies.add(new DecodedModule.Range(start, in.position()));
        }
    }

    private void readData(BinaryReader in) {
        int offset = in.position();
        int count =
                in.countOfItems("number of data segments", ImplementationLimits.DATA_SEGMENTS_MAX);
        if (count != module.dataCount.orElse(count)) {
            throw invalid(offset, "data count and data section have inconsistent lengths");
        }
        module.dataSegmentCount = count;
        for (int index = 0; index < count; index++) {
            readDataSegment(in);
        }
    }

    private void readDataSegment(BinaryReader in) {
        int offset = in.position();
        int flags = in.u32();
        if (flags < 0 || flags > 2) {
            throw invalid(offset, "malformed data segment kind");
        }
        if (flags == 2) {
            index(in, module.memories.size(), "memory");
        }
        if (flags != 1) {
            if (module.memories.isEmpty()) {
                throw invalid(offset, "unknown memory 0");
            }
            ConstantExpression.read(in, ValueType.I32, module);
        }
        in.skip(in.u32());
    }

    private void checkWhole() {
        int declared = module.functionCount() - module.importedFunctionCount;
        if (declared != module.bodies.size()) {
            throw invalid(bytes.length, "function and code section have inconsistent lengths");
        }
        if (module.dataCount.orElse(0) != 0 && module.dataSegmentCount == 0) {
            throw invalid(bytes.length, "data count and data section have inconsistent lengths");
        }
        if (declared > ImplementationLimits.FUNCTIONS_MAX) {
            throw beyond(0, "number of functions", declared, ImplementationLimits.FUNCTIONS_MAX);
        }
    }
}
