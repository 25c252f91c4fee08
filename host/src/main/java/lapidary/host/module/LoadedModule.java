package lapidary.host.module;

import java.util.List;
import lapidary.abi.AbiImports;
import lapidary.host.engine.CompiledModule;
import lapidary.host.wasm.Export;
import lapidary.host.wasm.Import;
import lapidary.host.wasm.ModuleFacts;

/** A module that is ready to run, and what there is to say of it. Immutable. */
record LoadedModule(Digest digest, long sizeBytes, ModuleFacts facts, CompiledModule compiled) {
    ModuleInfo info(String name) {
        return new ModuleInfo(
                name,
                digest.toString(),
                sizeBytes,
                facts.exports().stream().map(Export::name).toList(),
                facts.imports().stream()
                        .map(imported -> imported.module() + "." + imported.name())
                        .toList(),
                capabilities());
    }

    /** The import modules that must be granted. */
    List<String> capabilities() {
        return facts.imports().stream()
                .map(Import::module)
                .filter(AbiImports::isGranted)
                .distinct()
                .sorted()
                .toList();
    }
}
