package lapidary.bench.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A function of a module that takes nothing, returns nothing, and leaves a checksum at {@link
 * #CHECKSUM_ADDRESS}.
 *
 * @param checksum the one that is right: what V8 leaves and, of those in C, what gcc makes of the
 *     same source for x86-64; {@code KernelTest} computes in Java what it can
 */
record Kernel(Module module, String name, long checksum) {
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
        return List.of(
                ofEngineTests("sha256", 0x0372_8fe5_5a65_6f29L),
                ofEngineTests("fib", 9_227_465),
                ofEngineTests("quicksort", 0x18a5_9b65_a444_df8cL),
                ofEngineTests("nbody", 0xc083_5315_784a_8186L),
                ofEngineTests("tokens", 0xa255_a1d8_1f16_6b90L),
                ofEngineTests("sieve", 348_513),
                ofEngineTests("indirect", 0xffff_ffff_fa0a_1f53L),
                ofEngineTests("grow", 0x8310_1675_316c_75dcL),
                own("crc32", 0x3551_ceadL),
                own("matrix", 14_934_624),
                own("mandelbrot", 9_200_977),
                own("primes", 11_497_527_592_107L),
                own("copy", 12_790),
                own("strings", 10_862),
                own("dictionary", 6_123_531),
                own("walk", 0xffe0_0000L),
                own("trees", 2_621_400),
                new Kernel(Module.LIBRARY, "markdown", 0x3bc4_876d_6059_3060L));
    }

    private static Kernel ofEngineTests(String name, long checksum) {
        return new Kernel(Module.OF_ENGINE_TESTS, name, checksum);
    }

    private static Kernel own(String name, long checksum) {
        return new Kernel(Module.OWN, name, checksum);
    }

    /** Fails if someone who ran it was left anything else. */
    void requireChecksum(List<Runner.Run> runs) throws IOException {
        for (var run : runs) {
            if (run.checksum() != checksum) {
                throw new IOException(
                        name + " leaves 0x" + Long.toHexString(checksum) + ", and left " + runs);
            }
        }
    }
}
