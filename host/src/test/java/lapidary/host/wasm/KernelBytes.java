package lapidary.host.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A real module: the kernels that the engine's tests run. */
final class KernelBytes {
    private KernelBytes() {}

    static byte[] read() {
        try (InputStream in =
                Objects.requireNonNull(
                        KernelBytes.class.getResourceAsStream(
                                "/lapidary/host/engine/kernels.wasm"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
