package lapidary.host.wasm;

/** Asked for heap before the rewriter holds much of it for a while. */
public interface WorkingMemory {
    /** There is always enough. */
    WorkingMemory UNLIMITED =
            new WorkingMemory() {
                @Override
                public void take(long bytes) {}

                @Override
                public void give(long bytes) {}
            };

    /** Takes some, or throws, which ends the rewriting. */
    void take(long bytes);

    /** Gives back what was taken. */
    void give(long bytes);
}
