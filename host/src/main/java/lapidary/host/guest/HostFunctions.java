package lapidary.host.guest;

import static lapidary.abi.ResultCode.DENIED;

import java.util.HashMap;
import java.util.Map;
import lapidary.abi.AbiFunction;
import lapidary.abi.AbiImports;
import lapidary.abi.Availability;
import lapidary.abi.WasiErrno;
import lapidary.host.engine.HostFunction;
import lapidary.host.engine.ImportResolver;

/**
 * Every function of the contract, ready to be linked. Immutable; one for the whole host, since what
 * an instance knows is in its {@link GuestContext}.
 */
public final class HostFunctions implements ImportResolver {
    private final Map<String, HostFunction> functions;

    public HostFunctions() {
        var registry = new Registry();
        HttpFunctions.register(registry);
        ReplyFunctions.register(registry);
        SqlFunctions.register(registry);
        KvFunctions.register(registry);
        AlarmFunctions.register(registry);
        RpcFunctions.register(registry);
        FacetsFunctions.register(registry);
        LoaderFunctions.register(registry);
        SocketFunctions.register(registry);
        InfoFunctions.register(registry);
        LogFunctions.register(registry);
        WasiFunctions.register(registry);
        AssemblyScriptFunctions.register(registry);
        registry.addLater();
        registry.addStubs();
        functions = Map.copyOf(registry.functions);
    }

    /** The function that a module imports; uploads were checked against the same list. */
    @Override
    public HostFunction resolve(String module, String name) {
        var function = functions.get(key(module, name));
        if (function == null) {
            throw new IllegalStateException(module + "." + name + " is not in the contract");
        }
        return function;
    }

    private static String key(String module, String name) {
        return module + '\0' + name;
    }

    /** Collects the functions while the host starts. */
    static final class Registry {
        private final Map<String, HostFunction> functions = new HashMap<>();

        void add(String module, String name, GuestCall call) {
            add(AbiImports.get(module, name), call);
        }

        private void add(AbiFunction function, GuestCall call) {
            var edge = new HostEdge(function, call);
            if (functions.put(key(function.module(), function.name()), edge) != null) {
                throw new IllegalStateException(function.signature() + " is there twice");
            }
        }

        /** What a guest may already link against, but not yet use. */
        private void addLater() {
            for (var function : AbiImports.all()) {
                if (function.availability() == Availability.LATER) {
                    String text = function.qualifiedName() + " is not offered yet";
                    add(function, (context, _) -> context.refused(DENIED, text));
                }
            }
        }

        /** What is there to link against and nothing more. */
        private void addStubs() {
            for (var function : AbiImports.all()) {
                if (function.availability() == Availability.STUB) {
                    add(function, (_, _) -> WasiErrno.NOSYS);
                }
            }
        }
    }
}
