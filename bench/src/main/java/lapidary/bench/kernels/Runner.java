package lapidary.bench.kernels;

/** Something that runs kernels, each time in an instance of its own. Confined to one thread. */
interface Runner extends AutoCloseable {
    /** As it is called in results. */
    String name();

    Run run(Kernel kernel) throws Exception;

    @Override
    void close() throws Exception;

    /**
     * @param millis the call alone, without making the instance
     * @param checksum what the kernel left
     */
    record Run(double millis, long checksum) {}
}
