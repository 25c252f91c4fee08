package lapidary.host.wasm;

/**
 * How functions are counted once the import of {@code refuel} stands behind the module's own
 * imports: those defined in the module move up by one.
 *
 * @param importedCount functions that the module itself imports
 */
record FunctionIndices(int importedCount) {
    int shifted(int original) {
        return original < importedCount ? original : original + 1;
    }

    int original(int shifted) {
        return shifted < importedCount ? shifted : shifted - 1;
    }

    int refuel() {
        return importedCount;
    }
}
