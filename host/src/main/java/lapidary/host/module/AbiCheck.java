package lapidary.host.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lapidary.abi.AbiExports;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.AbiType;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.Export;
import lapidary.host.wasm.ExternalKind;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.Import;
import lapidary.host.wasm.Import.ImportType.OfFunction;
import lapidary.host.wasm.ModuleFacts;
import lapidary.host.wasm.ValueType;

/** Holds a module's imports and exports against the contract with guests. */
public final class AbiCheck {
    private static final FunctionType NOTHING = new FunctionType(List.of(), List.of());

    private final ModuleFacts facts;

    public AbiCheck(ModuleFacts facts) {
        this.facts = facts;
    }

    /** Throws what is wrong, if anything is. */
    public void run() {
        checkImports();
        checkMemory();
        checkEvents();
    }

    private void checkImports() {
        var unknown = new ArrayList<String>();
        for (var imported : facts.imports()) {
            var offered = AbiImports.find(imported.module(), imported.name());
            if (offered.isEmpty() || !isOfType(imported, offered.get())) {
                unknown.add(describe(imported, offered));
            }
        }
        if (!unknown.isEmpty()) {
            throw new CallerException(
                            ErrorCode.MODULE_IMPORT_UNKNOWN,
                            "nobody offers these imports: " + String.join("; ", unknown))
                    .with("imports", unknown);
        }
    }

    private void checkMemory() {
        var memory =
                facts.exports().stream()
                        .filter(export -> export.name().equals(AbiExports.MEMORY))
                        .findFirst();
        if (memory.isEmpty() || memory.get().kind() != ExternalKind.MEMORY) {
            throw missing("a facet exports its memory under the name memory");
        }
    }

    private void checkEvents() {
        var functions =
                facts.exports().stream()
                        .filter(export -> export.kind() == ExternalKind.FUNCTION)
                        .toList();
        if (!AbiExports.servesAnEvent(functions.stream().map(Export::name).toList())) {
            throw missing(
                    "a facet exports at least one of "
                            + String.join(", ", AbiExports.EVENTS_ONE_OF));
        }
        for (var export : functions) {
            if (AbiExports.FUNCTIONS.contains(export.name())
                    && !facts.functions().get(export.index()).equals(NOTHING)) {
                throw missing(
                        "the export "
                                + export.name()
                                + " takes nothing and returns nothing, this one is "
                                + facts.functions().get(export.index()));
            }
        }
    }

    private static boolean isOfType(Import imported, AbiFunction offered) {
        return imported.type() instanceof OfFunction(var type)
                && offered.hasType(types(type.parameters()), types(type.results()));
    }

    private static String describe(Import imported, Optional<AbiFunction> offered) {
        String name = imported.module() + "." + imported.name();
        return offered.map(function -> name + " (offered as " + function.signature() + ")")
                .orElse(name);
    }

    private static List<AbiType> types(List<ValueType> types) {
        return types.stream().flatMap(type -> type(type).stream()).toList();
    }

    private static Optional<AbiType> type(ValueType type) {
        return switch (type) {
            case I32 -> Optional.of(AbiType.I32);
            case I64 -> Optional.of(AbiType.I64);
            case F32 -> Optional.of(AbiType.F32);
            case F64 -> Optional.of(AbiType.F64);
            case FUNCREF, EXTERNREF, ANY -> Optional.empty();
        };
    }

    private static CallerException missing(String message) {
        return new CallerException(ErrorCode.MODULE_EXPORT_MISSING, message);
    }
}
