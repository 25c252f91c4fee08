package lapidary.bench.kernels;

import java.io.IOException;

/** Something that runs kernels, each time in an instance of its own. Confined to one thread. */
interface Runner extends AutoCloseable {
    /** As it is called in results. */
    String name();

    Run run(Kernel kernel) throws Exception;

    @Override
    void close() throws IOException;

    /**
     * One call.
     *
     * @param millis the call alone, without making the instance
     * @param checksum what the kernel left
     */
    record Run(double millis, long checksum) {}
}
