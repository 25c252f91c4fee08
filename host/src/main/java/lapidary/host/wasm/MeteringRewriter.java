package lapidary.host.wasm;

import static lapidary.host.wasm.Refusals.beyond;
import static lapidary.host.wasm.Refusals.invalid;
import static lapidary.host.wasm.Refusals.refusal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lapidary.host.error.ErrorCode;

/**
 * Turns a stranger's module into one that burns fuel, or refuses it. The same bytes always give the
 * same bytes. Stateless and thread-safe.
 */
public final class MeteringRewriter {
    private static final int PAGE_BYTES = lapidary.abi.Limits.MEMORY_PAGE_BYTES;
    private static final int GLOBALS_ADDED = 2;
    private static final int SPARE_BYTES = 256;

    /**
     * A target takes a byte here and four in a method of the JVM, where other code takes at most
     * twice as much as here.
     */
    private static final int TABLE_TARGET_BYTES = 2;

    private final ModuleLimits limits;
    private final CodeForm form;
    private final OutlineSizes sizes;

    public MeteringRewriter(ModuleLimits limits) {
        this(limits, CodeForm.COMPILED, OutlineSizes.OF_JVM);
    }

    private MeteringRewriter(ModuleLimits limits, CodeForm form, OutlineSizes sizes) {
        this.limits = limits;
        this.form = form;
        this.sizes = sizes;
    }

    /** One whose modules the interpreter runs as the compiler runs those of others. */
    public static MeteringRewriter forInterpreter(ModuleLimits limits) {
        return new MeteringRewriter(limits, CodeForm.INTERPRETED, OutlineSizes.OF_JVM);
    }

    /** The same, but for it other functions are large: fuel is the same, call depth may differ. */
    public MeteringRewriter with(OutlineSizes other) {
        return new MeteringRewriter(limits, form, other);
    }

    /**
     * Checks and rewrites a module.
     *
     * @throws lapidary.host.error.CallerException with {@code MODULE_INVALID}, {@code
     *     MODULE_FEATURE_UNSUPPORTED}, {@code MODULE_LIMIT_EXCEEDED}, {@code MODULE_TOO_LARGE} or
     *     {@code MODULE_IMPORT_UNKNOWN}, and the offset of the offending byte as a detail
     */
    public MeteredModule rewrite(byte[] original) {
        return rewrite(original, WorkingMemory.UNLIMITED);
    }

    /** The same with what {@code memory} has: what is held for large functions is asked of it. */
    public MeteredModule rewrite(byte[] original, WorkingMemory memory) {
        DecodedModule module = ModuleReader.read(original);
        checkLimits(module);
        checkReservedNames(module);
        var layout =
                new MeterLayout(
                        module.globals.size(), module.globals.size() + 1, module.functionIndices());
        var writing = new Writing(module, layout, form, sizes, new OutlineWork(memory));
        byte[] bytes = writing.write();
        var size = new ModuleSize(module.cost.units(), KeptBytes.of(module));
        return new MeteredModule(
                bytes,
                module.types,
                ModuleFacts.of(module),
                layout,
                writing.large,
                writing.regions.owners(),
                writing.regions.transfer().count(),
                size);
    }

    private void checkLimits(DecodedModule module) {
        for (Limits memory : module.memories) {
            if (memory.minimum() * PAGE_BYTES > limits.memoryBytesMax()) {
                throw beyond(
                        offset(module, SectionId.MEMORY),
                        "initial memory in bytes",
                        memory.minimum() * PAGE_BYTES,
                        limits.memoryBytesMax());
            }
        }
        for (TableType table : module.tables) {
            if (table.limits().minimum() > limits.tableElementsMax()) {
                throw beyond(
                        offset(module, SectionId.TABLE),
                        "initial table size",
                        table.limits().minimum(),
                        limits.tableElementsMax());
            }
        }
        TypeReader.atMost(
                offset(module, SectionId.TABLE),
                "initial size of all tables",
                module.tables.stream().mapToLong(table -> table.limits().minimum()).sum(),
                ImplementationLimits.TABLE_ELEMENTS_OF_MODULE_MAX);
    }

    private static void checkReservedNames(DecodedModule module) {
        for (Export export : module.exports) {
            if (export.name().startsWith(MeteredModule.RESERVED_PREFIX)) {
                throw invalid(
                        offset(module, SectionId.EXPORT),
                        "exports that begin with "
                                + MeteredModule.RESERVED_PREFIX
                                + " are reserved");
            }
        }
        for (Import imported : module.imports) {
            if (imported.module().equals(MeteredModule.RESERVED_MODULE)) {
                throw refusal(
                        ErrorCode.MODULE_IMPORT_UNKNOWN,
                        offset(module, SectionId.IMPORT),
                        "the import module " + imported.module() + " is reserved");
            }
        }
    }

    private static long offset(DecodedModule module, int section) {
        return module.sections[section].map(DecodedModule.Range::start).orElse(0);
    }

    /** One rewriting. The code comes first, because it decides what types there are. */
    private static final class Writing {
        private final DecodedModule module;
        private final MeterLayout layout;
        private final CodeForm form;
        private final FunctionIndices functions;
        private final BlockTypes blockTypes;
        private final int refuelType;
        private int regionType;
        private final Regions regions;
        private BinaryWriter out = new BinaryWriter(0);
        private final Map<Integer, Integer> large = new HashMap<>();

        Writing(
                DecodedModule module,
                MeterLayout layout,
                CodeForm form,
                OutlineSizes sizes,
                OutlineWork work) {
            this.module = module;
            this.form = form;
            this.layout = layout;
            functions = layout.functions();
            blockTypes = new BlockTypes(module.types);
            refuelType = blockTypes.add(FunctionType.NONE);
            regions =
                    new Regions(
                            sizes,
                            work,
                            functions.refuel() + 1 + module.bodies.size(),
                            new TransferGlobals(layout.firstTransferGlobal()),
                            new CodeTypes(module, functions, blockTypes),
                            blockTypes);
        }

        byte[] write() {
            BinaryWriter code = code();
            out = new BinaryWriter(module.bytes.length + code.size() + SPARE_BYTES);
            out.bytes(module.bytes, 0, 8);
            writeSection(SectionId.TYPE, this::types);
            writeSection(SectionId.IMPORT, this::imports);
            if (!module.bodies.isEmpty()) {
                writeSection(SectionId.FUNCTION, this::functions);
            }
            copySection(SectionId.TABLE);
            if (module.memories.isEmpty()) {
                writeSection(SectionId.MEMORY, Writing::emptyMemory);
            } else {
                copySection(SectionId.MEMORY);
            }
            writeSection(SectionId.GLOBAL, this::globals);
            writeSection(SectionId.EXPORT, this::exports);
            module.start.ifPresent(
                    start -> writeSection(SectionId.START, to -> to.u32(functions.shifted(start))));
            if (!module.elements.isEmpty()) {
                writeSection(SectionId.ELEMENT, this::elements);
            }
            copySection(SectionId.DATA_COUNT);
            if (!module.bodies.isEmpty()) {
                out.u8(SectionId.CODE).sized(code);
            }
            copySection(SectionId.DATA);
            return out.toByteArray();
        }

        private void writeSection(int id, Consumer<BinaryWriter> content) {
            var section = new BinaryWriter();
            content.accept(section);
            out.u8(id).sized(section);
        }

        private void copySection(int id) {
            module.sections[id].ifPresent(range -> {
                out.u8(id).u32(range.end() - range.start());
                out.bytes(module.bytes, range.start(), range.end());
            });
        }

        /** Appends what a section holds behind its count. */
        private void copyItems(BinaryWriter to, int id) {
            module.sections[id].ifPresent(range -> {
                var in = new BinaryReader(module.bytes, range.start(), range.end());
                in.u32();
                to.bytes(module.bytes, in.position(), range.end());
            });
        }

        private void functions(BinaryWriter to) {
            to.u32(module.bodies.size() + regions.functions().size());
            copyItems(to, SectionId.FUNCTION);
            regions.functions().forEach(_ -> to.u32(regionType));
        }

        private void types(BinaryWriter to) {
            List<FunctionType> added = blockTypes.added();
            to.u32(module.types.size() + added.size());
            copyItems(to, SectionId.TYPE);
            for (FunctionType type : added) {
                to.u8(0x60);
                values(to, type.parameters());
                values(to, type.results());
            }
        }

        private static void values(BinaryWriter to, List<ValueType> types) {
            to.u32(types.size());
            types.forEach(type -> to.u8(type.code()));
        }

        private void imports(BinaryWriter to) {
            to.u32(module.imports.size() + 1);
            copyItems(to, SectionId.IMPORT);
            to.name(MeteredModule.RESERVED_MODULE).name(MeteredModule.REFUEL);
            to.u8(ExternalKind.FUNCTION.code()).u32(refuelType);
        }

        /** An engine may keep the meter with the memory, so there must be one. */
        private static void emptyMemory(BinaryWriter to) {
            to.u32(1).u8(1).u32(0).u32(0);
        }

        private void globals(BinaryWriter to) {
            int added = GLOBALS_ADDED + regions.transfer().count();
            to.u32(module.globals.size() - module.importedGlobalCount + added);
            for (int defined = 0; defined < module.globalValues.size(); defined++) {
                GlobalType type = module.globals.get(module.importedGlobalCount + defined);
                to.u8(type.value().code()).u8(type.mutable() ? 1 : 0);
                module.globalValues.get(defined).writeTo(to, module.bytes, functions);
            }
            for (int index = 0; index < added; index++) {
                to.u8(ValueType.I64.code()).u8(1);
                to.u8(Opcodes.I64_CONST).s64(0).u8(Opcodes.END);
            }
        }

        private void exports(BinaryWriter to) {
            to.u32(module.exports.size() + GLOBALS_ADDED);
            for (Export export : module.exports) {
                boolean isFunction = export.kind() == ExternalKind.FUNCTION;
                to.name(export.name()).u8(export.kind().code());
                to.u32(isFunction ? functions.shifted(export.index()) : export.index());
            }
            to.name(MeteredModule.FUEL).u8(ExternalKind.GLOBAL.code()).u32(layout.fuelGlobal());
            to.name(MeteredModule.STACK).u8(ExternalKind.GLOBAL.code()).u32(layout.stackGlobal());
        }

        private void elements(BinaryWriter to) {
            to.u32(module.elements.size());
            module.elements.forEach(segment -> segment.writeTo(to, module.bytes, functions));
        }

        private BinaryWriter code() {
            var bodies = new BinaryWriter(2 * codeBytes() + SPARE_BYTES);
            var locals = new LocalsReader();
            for (int defined = 0; defined < module.bodies.size(); defined++) {
                FunctionShape shape = FunctionValidator.validate(module, defined, locals);
                module.cost.addFunction(
                        module.bodies.get(defined).start(),
                        function(defined, shape, bodies),
                        shape.locals().size());
            }
            if (!regions.functions().isEmpty()) {
                regionType = blockTypes.add(OutlinedRegion.TYPE);
            }
            var to = new BinaryWriter(bodies.size() + SPARE_BYTES);
            to.u32(module.bodies.size() + regions.functions().size()).append(bodies);
            regions.functions().forEach(to::sized);
            return to;
        }

        private int codeBytes() {
            return module.sections[SectionId.CODE]
                    .map(range -> range.end() - range.start())
                    .orElse(0);
        }

        /**
         * Writes a function: whole, or what is left when the rest of it was outlined, or to be
         * interpreted if that is still too large for the engine's compiler.
         *
         * @return how many bytes it takes whole
         */
        private int function(int defined, FunctionShape shape, BinaryWriter to) {
            int index = functions.refuel() + 1 + defined;
            FunctionRewriter compiled = rewritten(defined, shape, CodeForm.COMPILED);
            BinaryWriter whole = compiled.write(0);
            Regions outlined = regions.of(index);
            int depth = compiled.outline(outlined);
            BinaryWriter left = depth == 0 ? whole : compiled.write(depth);
            if (isTooLarge(left, shape)) {
                BinaryWriter function = rewritten(defined, shape, CodeForm.LARGE).write(0);
                large.put(index, function.size());
                to.sized(function);
                return function.size();
            }
            if (form == CodeForm.COMPILED) {
                regions.add(outlined);
                to.sized(left);
            } else {
                to.sized(rewritten(defined, shape, form).write(depth));
            }
            return whole.size();
        }

        private static boolean isTooLarge(BinaryWriter code, FunctionShape shape) {
            int values = shape.locals().size() + shape.operandsMax();
            int size = code.size() + TABLE_TARGET_BYTES * shape.tableTargets();
            return size > lapidary.abi.Limits.LARGE_FUNCTION_BYTES
                    || values > lapidary.abi.Limits.LARGE_FUNCTION_VALUES;
        }

        private FunctionRewriter rewritten(int defined, FunctionShape shape, CodeForm as) {
            DecodedModule.Range body = module.bodies.get(defined);
            var function = new FunctionRewriter(module, layout, blockTypes, shape, body, as);
            function.rewrite();
            return function;
        }
    }
}
