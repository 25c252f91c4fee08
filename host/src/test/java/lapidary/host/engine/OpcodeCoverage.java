package lapidary.host.engine;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import java.util.Set;
import java.util.TreeSet;

/** Which opcodes were executed, of modules as they are: interpreted, and not metered. */
final class OpcodeCoverage {
    private static final int INSTRUCTIONS_MAX = 100_000;

    private final Set<Integer> executed = new TreeSet<>();
    private int left;

    /** Unwinds a module that has run for long enough. */
    private static final class Enough extends RuntimeException {
        Enough() {
            super(null, null, false, false);
        }
    }

    Set<Integer> executed() {
        return executed;
    }

    void run(byte[] module) {
        left = INSTRUCTIONS_MAX;
        WasmModule parsed = Parser.parse(module);
        try {
            Instance.builder(parsed)
                    .withMachineFactory(InterpreterMachine::new)
                    .withImportValues(imports(parsed))
                    .withUnsafeExecutionListener((instruction, _) -> {
                        executed.add(instruction.opcode().opcode());
                        if (left-- == 0) {
                            throw new Enough();
                        }
                    })
                    .build()
                    .export("run")
                    .apply();
        } catch (ChicoryException | Enough _) {
            // trapped, or went on for too long: it has executed what it has
        }
    }

    private static ImportValues imports(WasmModule module) {
        var values = ImportValues.builder();
        for (int index = 0; index < module.importSection().count(ExternalType.FUNCTION); index++) {
            var wanted = module.importSection().getImport(index);
            var type = module.typeSection().getType(index);
            long[] result = new long[type.returns().size()];
            values.addFunction(
                    new ImportFunction(
                            wanted.module(), wanted.name(), type, (_, _) -> result.clone()));
        }
        return values.build();
    }
}
