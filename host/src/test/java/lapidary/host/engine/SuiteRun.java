package lapidary.host.engine;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.Store;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import lapidary.host.error.CallerException;
import lapidary.host.wasm.MeteredModule;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs the commands of one file of the official suite, with modules rewritten or as they are,
 * compiled or interpreted, and collects what did not come out as it should. Instances are made here
 * and not by {@link CompiledModule}, because the suite links them to each other.
 */
final class SuiteRun {
    /** One way to run a module. */
    record Setup(Rewriting rewriting, Engine.Mode mode) {
        boolean rewritten() {
            return rewriting != Rewriting.NONE;
        }
    }

    /** What is done to a module before it runs. */
    enum Rewriting {
        NONE,
        METERED,

        /** And as much as can be is outlined, of functions of any size. */
        OUTLINED
    }

    private static final long PLENTY = Long.MAX_VALUE / 2;
    private static final ModuleLimits LIMITS = new ModuleLimits(4L << 30, 10_000_000);
    private static final int NAN_32 = 0x7fc00000;
    private static final long NAN_64 = 0x7ff8000000000000L;

    private final Setup setup;
    private final String name;
    private final Map<String, byte[]> files;
    private final Store store = new Store();
    private final Map<String, Instance> named = new HashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private @Nullable Instance current;
    private int passed;

    SuiteRun(Setup setup, String name, Map<String, byte[]> files) {
        this.setup = setup;
        this.name = name;
        this.files = files;
        store.addImportValues(spectest());
    }

    /** By file and line, what went wrong. */
    Map<String, String> failures() {
        return failures;
    }

    int passed() {
        return passed;
    }

    void run(JsonNode commands) {
        for (JsonNode command : commands) {
            try {
                run(command, command.get("type").asString());
                passed++;
            } catch (Throwable e) {
                String line = name + ":" + command.get("line").asInt();
                failures.merge(line, e.toString(), (one, other) -> one + "; " + other);
            }
        }
    }

    private void run(JsonNode command, String type) {
        switch (type) {
            case "module" -> {
                current = null;
                Instance made = instantiate(file(command));
                current = made;
                if (command.has("name")) {
                    named.put(command.get("name").asString(), made);
                }
            }
            case "register" ->
                    store.register(command.get("as").asString(), instance(command, "name"));
            case "action" -> act(command.get("action"));
            case "assert_return" -> expect(command.get("expected"), act(command.get("action")));
            case "assert_trap", "assert_exhaustion" -> {
                String text = command.get("text").asString();
                expectTrap(text, () -> act(command.get("action")));
            }
            case "assert_uninstantiable" -> expectTrap("", () -> instantiate(file(command)));
            case "assert_unlinkable" -> expectTrap("", () -> instantiate(file(command)));
            case "assert_invalid", "assert_malformed" -> expectRefusal(command);
            default -> throw new AssertionError("command " + type);
        }
    }

    private byte[] file(JsonNode command) {
        String path = name + "/" + command.get("filename").asString();
        return Objects.requireNonNull(files.get(path), path);
    }

    private Instance instance(JsonNode node, String key) {
        Instance found = node.has(key) ? named.get(node.get(key).asString()) : current;
        return Objects.requireNonNull(found, "there is no instance");
    }

    private void expectRefusal(JsonNode command) {
        if (!setup.rewritten() || !command.get("module_type").asString().equals("binary")) {
            return;
        }
        try {
            new MeteringRewriter(LIMITS).rewrite(file(command));
        } catch (CallerException _) {
            return;
        }
        throw new AssertionError("was accepted: " + command.get("text").asString());
    }

    // Instances

    private Instance instantiate(byte[] original) {
        if (!setup.rewritten()) {
            WasmModule module = Parser.parse(original);
            return build(module, machines(module), store.toImportValues(), null);
        }
        MeteredModule metered = rewriter().rewrite(original);
        WasmModule module = Parser.parse(metered.bytes());
        store.addFunction(
                new ImportFunction(
                        MeteredModule.RESERVED_MODULE,
                        MeteredModule.REFUEL,
                        FunctionType.empty(),
                        (instance, _) -> refuel((FlatMemory) instance.memory())));
        return build(module, machines(metered, module), store.toImportValues(), metered);
    }

    private static long[] refuel(FlatMemory memory) {
        if (memory.stack < 0) {
            memory.stack = CallDepth.SLOTS;
            throw new ChicoryException(Traps.CALL_DEPTH);
        }
        memory.fuel = PLENTY;
        return new long[0];
    }

    private MeteringRewriter rewriter() {
        MeteringRewriter rewriter =
                setup.mode() == Engine.Mode.COMPILED
                        ? new MeteringRewriter(LIMITS)
                        : MeteringRewriter.forInterpreter(LIMITS);
        return setup.rewriting() == Rewriting.OUTLINED
                ? rewriter.with(Guests.TINY_REGIONS)
                : rewriter;
    }

    private Function<Instance, Machine> machines(WasmModule module) {
        return setup.mode() == Engine.Mode.COMPILED
                ? MachineFactoryCompiler.compile(module)
                : InterpreterMachine::new;
    }

    private Function<Instance, Machine> machines(MeteredModule metered, WasmModule module) {
        return setup.mode() == Engine.Mode.COMPILED
                ? new Compilation(metered, module).run().machines()
                : TracingInterpreter::new;
    }

    private static Instance build(
            WasmModule module,
            Function<Instance, Machine> machines,
            ImportValues imports,
            @Nullable MeteredModule metered) {
        FlatMemory[] home = new FlatMemory[1];
        for (var memory : imports.memories()) {
            boolean isImported =
                    module.importSection().stream()
                            .anyMatch(wanted ->
                                    wanted.module().equals(memory.module())
                                            && wanted.name().equals(memory.name()));
            if (isImported) {
                home[0] = (FlatMemory) memory.memory();
            }
        }
        int[] global = {0};
        return Instance.builder(module)
                .withImportValues(imports)
                .withStart(false)
                .withMachineFactory(machines)
                .withMemoryFactory(
                        limits -> home[0] = memory(limits.initialPages(), limits.maximumPages()))
                .withTableFactory((table, value) -> new GuestTable(table, value, 10_000_000))
                .withGlobalFactory((low, high, type, mutability) -> {
                    int index = module.importSection().count(GLOBAL) + global[0]++;
                    if (metered != null && index == metered.fuelGlobal()) {
                        return MeterGlobal.fuel(home[0]);
                    }
                    if (metered != null && index == metered.stackGlobal()) {
                        return MeterGlobal.stack(home[0]);
                    }
                    return new GlobalInstance(low, high, type, mutability);
                })
                .build();
    }

    private static final com.dylibso.chicory.wasm.types.ExternalType GLOBAL =
            com.dylibso.chicory.wasm.types.ExternalType.GLOBAL;

    private static FlatMemory memory(int initial, int maximum) {
        var memory = new FlatMemory(initial, Math.min(maximum, Memory.RUNTIME_MAX_PAGES));
        memory.fuel = PLENTY;
        memory.stack = CallDepth.SLOTS;
        return memory;
    }

    private static ImportValues spectest() {
        var limits = new TableLimits(10, 20);
        return ImportValues.builder()
                .addFunction(print("print"))
                .addFunction(print("print_i32", ValType.I32))
                .addFunction(print("print_i64", ValType.I64))
                .addFunction(print("print_f32", ValType.F32))
                .addFunction(print("print_f64", ValType.F64))
                .addFunction(print("print_i32_f32", ValType.I32, ValType.F32))
                .addFunction(print("print_f64_f64", ValType.F64, ValType.F64))
                .addGlobal(global("global_i32", Value.i32(666)))
                .addGlobal(global("global_i64", Value.i64(666)))
                .addGlobal(global("global_f32", Value.fromFloat(666.6f)))
                .addGlobal(global("global_f64", Value.fromDouble(666.6)))
                .addMemory(new ImportMemory("spectest", "memory", memory(1, 2)))
                .addTable(
                        new ImportTable(
                                "spectest",
                                "table",
                                new TableInstance(
                                        new Table(ValType.FuncRef, limits), Value.REF_NULL_VALUE)))
                .build();
    }

    private static ImportFunction print(String name, ValType... parameters) {
        return new ImportFunction(
                "spectest",
                name,
                FunctionType.of(List.of(parameters), List.of()),
                (_, _) -> new long[0]);
    }

    private static ImportGlobal global(String name, Value value) {
        return new ImportGlobal("spectest", name, new GlobalInstance(value, MutabilityType.Const));
    }

    // Actions

    private long[] act(JsonNode action) {
        Instance target = instance(action, "module");
        String field = action.get("field").asString();
        if (action.get("type").asString().equals("get")) {
            return new long[] {target.exports().global(field).getValue()};
        }
        List<Long> arguments = new ArrayList<>();
        for (JsonNode argument : action.get("args")) {
            arguments.add(number(argument));
        }
        long[] results =
                target.export(field).apply(arguments.stream().mapToLong(Long::longValue).toArray());
        return results == null ? new long[0] : results;
    }

    private static long number(JsonNode node) {
        String value = node.get("value").asString();
        return switch (node.get("type").asString()) {
            case "i32", "f32" -> (int) Long.parseLong(value);
            case "i64", "f64" -> Long.parseUnsignedLong(value);
            default -> value.equals("null") ? Value.REF_NULL_VALUE : Long.parseLong(value);
        };
    }

    private void expect(JsonNode expected, long[] found) {
        if (expected.size() != found.length) {
            throw new AssertionError(found.length + " results");
        }
        for (int index = 0; index < found.length; index++) {
            if (!matches(expected.get(index), found[index])) {
                throw new AssertionError(
                        "expected " + expected.get(index) + ", found " + found[index]);
            }
        }
    }

    private boolean matches(JsonNode expected, long found) {
        String type = expected.get("type").asString();
        if (!expected.has("value")) {
            return found != Value.REF_NULL_VALUE;
        }
        if (expected.get("value").asString().startsWith("nan:")) {
            return setup.rewritten() ? isOurNan(type, found) : isNan(type, found);
        }
        long wanted = number(expected);
        boolean isWide = type.equals("i64") || type.equals("f64");
        return isWide ? wanted == found : (int) wanted == (int) found;
    }

    /** Where the specification allows any quiet NaN, a rewritten module gives the canonical one. */
    private static boolean isOurNan(String type, long found) {
        return type.equals("f32") ? (int) found == NAN_32 : found == NAN_64;
    }

    private static boolean isNan(String type, long found) {
        return type.equals("f32")
                ? Float.isNaN(Float.intBitsToFloat((int) found))
                : Double.isNaN(Double.longBitsToDouble(found));
    }

    private void expectTrap(String text, Runnable code) {
        try {
            code.run();
        } catch (ChicoryException | GuestTrap e) {
            checkText(text, String.valueOf(e.getMessage()));
            return;
        } catch (CallerException | StackOverflowError e) {
            return;
        }
        throw new AssertionError("did not trap: " + text);
    }

    private static void checkText(String wanted, String found) {
        boolean isDepth = wanted.equals("call stack exhausted");
        if (!isDepth && !found.contains(wanted) && !wanted.contains(found)) {
            throw new AssertionError("expected " + wanted + ", found " + found);
        }
    }
}
