package lapidary.host.engine;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.wasm.FunctionType;
import lapidary.host.wasm.Import;
import lapidary.host.wasm.Import.ImportType.OfFunction;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.ValueType;

/**
 * A module's imports with what implements them: found once for a module, then only bound to each
 * instance. Immutable.
 */
final class Imports {
    private record Linked(Import wanted, FunctionType type, HostFunction function) {}

    private static final long[] NO_RESULT = {};

    private final List<Linked> functions;

    private Imports(List<Linked> functions) {
        this.functions = List.copyOf(functions);
    }

    static Imports resolve(MeteredModule module, ImportResolver resolver) {
        List<Linked> functions = new ArrayList<>();
        for (Import wanted : module.facts().imports()) {
            if (!(wanted.type() instanceof OfFunction(FunctionType type))
                    || type.results().size() > 1) {
                throw new CallerException(
                        ErrorCode.MODULE_IMPORT_UNKNOWN,
                        "nobody offers " + wanted.module() + "." + wanted.name() + " of this type");
            }
            HostFunction function = resolver.resolve(wanted.module(), wanted.name());
            functions.add(new Linked(wanted, type, function));
        }
        return new Imports(functions);
    }

    /** For the engine to instantiate with. */
    ImportValues bind(GuestInstance guest) {
        var values = ImportValues.builder();
        for (Linked linked : functions) {
            values.addFunction(
                    new ImportFunction(
                            linked.wanted().module(),
                            linked.wanted().name(),
                            chicory(linked.type()),
                            (_, arguments) -> call(linked, guest, arguments)));
        }
        values.addFunction(
                new ImportFunction(
                        MeteredModule.RESERVED_MODULE,
                        MeteredModule.REFUEL,
                        com.dylibso.chicory.wasm.types.FunctionType.empty(),
                        (_, _) -> refuel(guest)));
        return values.build();
    }

    private static long[] refuel(GuestInstance guest) {
        try {
            guest.refuel();
            return NO_RESULT;
        } catch (RuntimeException | Error e) {
            throw new HostFunctionThrew(e);
        }
    }

    private static long[] call(Linked linked, GuestInstance guest, long[] arguments) {
        List<ValueType> parameters = linked.type().parameters();
        for (int index = 0; index < parameters.size(); index++) {
            if (parameters.get(index) == ValueType.I32) {
                arguments[index] = (int) arguments[index];
            }
        }
        try {
            guest.claimStack();
            long result = linked.function().call(guest, arguments);
            return results(linked.type().results(), result);
        } catch (RuntimeException | Error e) {
            throw new HostFunctionThrew(e);
        }
    }

    private static long[] results(List<ValueType> types, long result) {
        if (types.isEmpty()) {
            return NO_RESULT;
        }
        return switch (types.get(0)) {
            case I64, F64 -> new long[] {result};
            case I32, F32, FUNCREF, EXTERNREF, ANY -> new long[] {(int) result};
        };
    }

    private static com.dylibso.chicory.wasm.types.FunctionType chicory(FunctionType type) {
        return com.dylibso.chicory.wasm.types.FunctionType.of(
                type.parameters().stream().map(Imports::chicory).toList(),
                type.results().stream().map(Imports::chicory).toList());
    }

    private static ValType chicory(ValueType type) {
        return switch (type) {
            case I32 -> ValType.I32;
            case I64 -> ValType.I64;
            case F32 -> ValType.F32;
            case F64 -> ValType.F64;
            case FUNCREF -> ValType.FuncRef;
            case EXTERNREF -> ValType.ExternRef;
            case ANY -> throw new IllegalArgumentException("no type of a module");
        };
    }
}
