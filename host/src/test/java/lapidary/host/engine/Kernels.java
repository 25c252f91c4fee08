package lapidary.host.engine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import lapidary.host.fuel.Fuel;

/** The guests in kernels.c: each leaves a checksum at a fixed address. */
final class Kernels {
    /** Those that are small enough to be interpreted, too. */
    static final List<String> SMALL =
            List.of(
                    "sha256_small",
                    "fib_small",
                    "quicksort_small",
                    "nbody_small",
                    "nans_small",
                    "tokens_small",
                    "sieve_small",
                    "indirect_small",
                    "grow_small");

    private static final int RESULT_ADDRESS = 16;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Kernels() {}

    static byte[] bytes() {
        try (InputStream in =
                Objects.requireNonNull(Kernels.class.getResourceAsStream("kernels.wasm"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static GuestInstance instantiate(CompiledModule module, Fuel wakeBudget) {
        return module.instantiate(
                (importModule, name) -> {
                    throw new AssertionError("kernels import nothing");
                },
                InstanceLimits.PUBLISHED,
                "",
                wakeBudget);
    }

    static long result(GuestInstance guest) {
        return (long) LONG.get(guest.memory().array(), RESULT_ADDRESS);
    }
}
