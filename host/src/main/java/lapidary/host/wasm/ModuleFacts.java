package lapidary.host.wasm;

import java.util.List;
import java.util.Optional;

/**
 * What is worth knowing about a module as it was uploaded. Functions are counted as there, its
 * imports first.
 *
 * @param imports in the module's order
 * @param exports in the module's order
 * @param functions the type of each function, imports first
 * @param memory the memory that it imports or defines, if any
 * @param tables each of its tables, imports first
 * @param globalCount its globals, imports included
 * @param segmentCount its data and element segments
 * @param importedFunctionCount functions that it imports
 * @param hasStart whether a function runs when it is instantiated
 * @param largestFunction the size of its longest function, in bytes
 * @param names what its functions are called
 */
public record ModuleFacts(
        List<Import> imports,
        List<Export> exports,
        List<FunctionType> functions,
        Optional<Limits> memory,
        List<TableType> tables,
        int globalCount,
        int segmentCount,
        int importedFunctionCount,
        boolean hasStart,
        int largestFunction,
        FunctionNames names) {
    public ModuleFacts {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
        functions = List.copyOf(functions);
        tables = List.copyOf(tables);
    }

    static ModuleFacts of(DecodedModule module) {
        return new ModuleFacts(
                module.imports,
                module.exports,
                module.functionTypes.stream().map(module.types::get).toList(),
                module.memories.stream().findFirst(),
                module.tables,
                module.globals.size(),
                module.dataSegmentCount + module.elements.size(),
                module.importedFunctionCount,
                module.start.isPresent(),
                module.bodies.stream().mapToInt(body -> body.end() - body.start()).max().orElse(0),
                module.names);
    }

    /** What all of its tables begin with. */
    public long tableElements() {
        return tables.stream().mapToLong(table -> table.limits().minimum()).sum();
    }

    /** The type of the function that is exported under a name, if there is one. */
    public Optional<FunctionType> exportedFunction(String name) {
        return export(name, ExternalKind.FUNCTION).map(export -> functions.get(export.index()));
    }

    public boolean exportsMemory(String name) {
        return export(name, ExternalKind.MEMORY).isPresent();
    }

    private Optional<Export> export(String name, ExternalKind kind) {
        for (var export : exports) {
            if (export.kind() == kind && export.name().equals(name)) {
                return Optional.of(export);
            }
        }
        return Optional.empty();
    }
}
