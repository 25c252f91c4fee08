package lapidary.bench.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * A function of a module that takes nothing, returns nothing, and leaves a checksum at {@link
 * #CHECKSUM_ADDRESS}.
 */
record Kernel(Module module, String name) {
    static final int CHECKSUM_ADDRESS = 16;

    /** A compiled module with kernels in it; the name of its file among the resources. */
    enum Module {
        OWN("/lapidary/bench/kernels/kernels.wasm"),
        OF_ENGINE_TESTS("/lapidary/host/engine/kernels.wasm"),
        LIBRARY("/lapidary/bench/kernels/markdown.wasm");

        private final String resource;

        Module(String resource) {
            this.resource = resource;
        }

        byte[] bytes() throws IOException {
            try (InputStream in = Kernel.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("there is no " + resource + " on the class path");
                }
                return in.readAllBytes();
            }
        }
    }

    static List<Kernel> all() {
        return Stream.of(
                        of(
                                Module.OF_ENGINE_TESTS,
                                "sha256",
                                "fib",
                                "quicksort",
                                "nbody",
                                "tokens",
                                "sieve",
                                "indirect",
                                "grow"),
                        of(
                                Module.OWN,
                                "crc32",
                                "matrix",
                                "mandelbrot",
                                "primes",
                                "copy",
                                "strings",
                                "dictionary",
                                "walk",
                                "trees"),
                        of(Module.LIBRARY, "markdown"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Kernel> of(Module module, String... names) {
        return Stream.of(names).map(name -> new Kernel(module, name)).toList();
    }
}
