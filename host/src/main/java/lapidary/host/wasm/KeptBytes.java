package lapidary.host.wasm;

import java.util.Collection;

/**
 * What a module takes of the heap as long as it is loaded, its functions' bodies not counted: what
 * the engine and we keep for each thing, measured, rounded up. Stateless.
 */
final class KeptBytes {
    private static final long BASE = 32 << 10;
    private static final long FUNCTION = 200;
    private static final long TYPE = 300;
    private static final long TYPE_VALUE = 40;
    private static final long ELEMENT = 100;
    private static final long ELEMENT_SEGMENT = 250;
    private static final long DATA_SEGMENT = 150;
    private static final long GLOBAL = 150;
    private static final long NAME = 200;

    /** The engine has a copy of all data, and so have we. */
    private static final long COPIES = 2;

    private KeptBytes() {}

    static long of(DecodedModule module) {
        return BASE
                + FUNCTION * module.functionCount()
                + types(module.types)
                + ELEMENT * module.elementCount
                + ELEMENT_SEGMENT * module.elements.size()
                + DATA_SEGMENT * module.dataSegmentCount
                + COPIES * section(module, SectionId.DATA)
                + GLOBAL * module.globals.size()
                + names(module.exports.size() + module.imports.size(), module.nameBytes)
                + names(module.names.count(), module.names.length());
    }

    private static long types(Collection<FunctionType> types) {
        return types.stream()
                .mapToLong(type ->
                        TYPE + TYPE_VALUE * (type.parameters().size() + type.results().size()))
                .sum();
    }

    private static long names(long count, long length) {
        return NAME * count + COPIES * length;
    }

    private static long section(DecodedModule module, int id) {
        return module.sections[id].map(range -> range.end() - range.start()).orElse(0);
    }
}
