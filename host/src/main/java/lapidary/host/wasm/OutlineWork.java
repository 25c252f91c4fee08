package lapidary.host.wasm;

/**
 * How much was looked at to outline the functions of a module: parts of their code, again each time
 * that they are looked at. When it is too much, the functions that follow stay whole. It is a
 * count, so that the result depends on the module alone. Confined to one thread.
 */
final class OutlineWork {
    /** Some two seconds at worst; see docs/decisions/0031-large-functions-are-outlined.md. */
    private static final long MAX = 32_000_000;

    private final WorkingMemory memory;
    private long done;

    OutlineWork(WorkingMemory memory) {
        this.memory = memory;
    }

    /** What the heap of the work is asked of. */
    WorkingMemory memory() {
        return memory;
    }

    void add(long parts) {
        done += parts;
    }

    boolean isDone() {
        return done >= MAX;
    }
}
