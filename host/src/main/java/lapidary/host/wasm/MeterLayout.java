package lapidary.host.wasm;

/**
 * Where in the rewritten module its meter is.
 *
 * @param fuelGlobal the index of the global that holds the fuel left, an i64
 * @param stackGlobal the index of the global that holds the stack slots left, an i64
 * @param functions how functions are counted now
 */
record MeterLayout(int fuelGlobal, int stackGlobal, FunctionIndices functions) {
    /** The index of the first of the globals behind them, if there are any. */
    int firstTransferGlobal() {
        return stackGlobal + 1;
    }
}
