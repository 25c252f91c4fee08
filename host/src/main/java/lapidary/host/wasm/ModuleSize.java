package lapidary.host.wasm;

/**
 * How large a module is for whoever loads it.
 *
 * @param compileUnits what compiling it takes: bytes of code as metered, and what stands for
 *     functions, locals and types
 * @param keptBytes what it takes of the heap as long as it is loaded, code not counted
 */
public record ModuleSize(long compileUnits, long keptBytes) {}
