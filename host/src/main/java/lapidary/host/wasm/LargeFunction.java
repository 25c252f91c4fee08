package lapidary.host.wasm;

/**
 * A function that an engine may find too large to compile.
 *
 * @param index in the rewritten module
 * @param codeBytes the size of its rewritten body
 * @param values its locals and the most operands it has on its stack, together
 */
public record LargeFunction(int index, int codeBytes, int values) {
    private static final int CODE_BYTES_MIN = 4 << 10;
    private static final int VALUES_MIN = 4 << 10;

    boolean isWorthMentioning() {
        return codeBytes >= CODE_BYTES_MIN || values >= VALUES_MIN;
    }
}
