package lapidary.bench.fuel;

/**
 * What is measured: a loop in Wasm.
 *
 * @param isOrdinary whether code as compilers make it does this, so that a unit should be about a
 *     nanosecond; else it was thought up to cost more than it pays
 * @param memory what the guest's memory holds before
 */
record Kernel(String name, boolean isOrdinary, LoopModule module, Memory memory) {
    /** Fills a guest's memory before the loop runs. */
    @FunctionalInterface
    interface Memory {
        Memory EMPTY = _ -> {};

        void fill(byte[] bytes);
    }

    static Kernel ordinary(String name, LoopModule module) {
        return new Kernel(name, true, module, Memory.EMPTY);
    }

    static Kernel adversarial(String name, LoopModule module) {
        return new Kernel(name, false, module, Memory.EMPTY);
    }

    Kernel with(Memory newMemory) {
        return new Kernel(name, isOrdinary, module, newMemory);
    }
}
