package lapidary.host.wasm;

import lapidary.abi.Prices;

/** Who is to run a function, which decides how it is rewritten. */
enum CodeForm {
    /** The engine's compiler. */
    COMPILED(1, false),

    /** The engine's interpreter, at the price of compiled code. */
    INTERPRETED(1, true),

    /** The interpreter, as the function is too large for the compiler. */
    LARGE(Prices.LARGE_FUNCTION, true);

    private final int priceFactor;
    private final boolean isInterpreted;

    CodeForm(int priceFactor, boolean isInterpreted) {
        this.priceFactor = priceFactor;
        this.isInterpreted = isInterpreted;
    }

    /** How many times its price an instruction costs. */
    int priceFactor() {
        return priceFactor;
    }

    boolean isInterpreted() {
        return isInterpreted;
    }
}
