package lapidary.host.wasm;

/**
 * How much of each thing a module may have. All but the last eight are those that browsers agreed
 * on (WebAssembly JavaScript Interface, "Implementation-defined Limits"), or lower.
 */
final class ImplementationLimits {
    static final int MODULE_BYTES_MAX = 64 << 20;
    static final int TYPES_MAX = 100_000;
    static final int FUNCTIONS_MAX = 100_000;
    static final int GLOBALS_MAX = 100_000;
    static final int EXPORTS_MAX = 10_000;
    static final int DATA_SEGMENTS_MAX = 100_000;
    static final int ELEMENT_SEGMENTS_MAX = 100_000;
    static final int TABLES_MAX = 100;
    static final int FUNCTION_BYTES_MAX = 7_654_321;
    static final int ENGINE_LOCALS_MAX = 50_000;
    static final int LOCALS_MAX = ENGINE_LOCALS_MAX - FunctionRewriter.LOCALS_ADDED_MAX;
    static final int BRANCH_TABLE_MAX = 65_520;
    static final int NAME_BYTES_MAX = 100_000;
    static final int MEMORY_PAGES_MAX = 65_536;

    /** Linking an instance compares every import with every other. */
    static final int IMPORTS_MAX = 1_000;

    /** More would not fit a JVM method's 255 slots, of which an i64 takes two. */
    static final int PARAMETERS_MAX = 120;

    /** For the same reason. */
    static final int RESULTS_MAX = 120;

    /** Deeper nesting means nothing but trouble for whoever walks it. */
    static final int NESTING_MAX = 10_000;

    /** A few bytes can declare many locals, and an engine keeps a list of them. */
    static final int LOCALS_OF_MODULE_MAX = 5_000_000;

    /** An engine keeps an object for each, in all segments together. */
    static final int ELEMENTS_OF_MODULE_MAX = 200_000;

    /** What all tables begin with, together: each instance has them. */
    static final int TABLE_ELEMENTS_OF_MODULE_MAX = 1_000_000;

    /** Names of imports and exports: they are kept, and told to whoever asks about the module. */
    static final int NAME_BYTES_OF_MODULE_MAX = 1 << 20;

    private ImplementationLimits() {}
}
