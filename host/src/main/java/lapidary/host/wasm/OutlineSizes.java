package lapidary.host.wasm;

/**
 * When a function is large, in bytes of rewritten code.
 *
 * @param left the most that is left of one where that can be done; smaller ones stay as they are
 * @param regionMin the least that is outlined together
 * @param regionMax the most that is outlined together
 */
public record OutlineSizes(int left, int regionMin, int regionMax) {
    /**
     * What the JVM's compilers take well, see docs/decisions/0031-large-functions-are-outlined.md.
     */
    static final OutlineSizes OF_JVM = new OutlineSizes(6_000, 120, 4_000);

    public OutlineSizes {
        if (left < 0 || regionMin < 1 || regionMax < regionMin) {
            throw new IllegalArgumentException("regions of " + regionMin + " to " + regionMax);
        }
    }
}
