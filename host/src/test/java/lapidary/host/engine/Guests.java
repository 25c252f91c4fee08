package lapidary.host.engine;

import java.util.List;
import lapidary.host.fuel.Fuel;
import lapidary.host.wasm.MeteringRewriter;
import lapidary.host.wasm.ModuleBuilder;
import lapidary.host.wasm.ModuleLimits;
import lapidary.host.wasm.OutlineSizes;

/** The one door through which tests get a running guest. */
final class Guests {
    static final List<Engine.Mode> MODES = List.of(Engine.Mode.values());

    /** More than any test burns. */
    static final Fuel PLENTY = new Fuel(1_000_000_000);

    /** With them as much is outlined as can be. */
    static final OutlineSizes TINY_REGIONS = new OutlineSizes(40, 4, 200);

    private static final ImportResolver NOTHING =
            (module, name) -> {
                throw new AssertionError("nobody offers " + module + "." + name);
            };

    private Guests() {}

    static CompiledModule load(ModuleBuilder module, Engine.Mode mode) {
        return load(module.build(), mode);
    }

    static CompiledModule load(byte[] module, Engine.Mode mode) {
        return new Engine().load(rewriter(mode).rewrite(module), mode, CompiledCache.NONE);
    }

    /** The one whose modules that mode can run. */
    static MeteringRewriter rewriter(Engine.Mode mode) {
        return switch (mode) {
            case COMPILED -> new MeteringRewriter(ModuleLimits.PUBLISHED);
            case INTERPRETED -> MeteringRewriter.forInterpreter(ModuleLimits.PUBLISHED);
        };
    }

    static GuestInstance start(ModuleBuilder module, Engine.Mode mode) {
        return start(module, mode, NOTHING);
    }

    static GuestInstance start(ModuleBuilder module, Engine.Mode mode, ImportResolver resolver) {
        return start(load(module, mode), resolver);
    }

    static GuestInstance start(CompiledModule module, ImportResolver resolver) {
        GuestInstance guest =
                module.instantiate(resolver, InstanceLimits.PUBLISHED, "context", PLENTY);
        guest.tank().fill(PLENTY.units());
        return guest;
    }
}
