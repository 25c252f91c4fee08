package lapidary.host.wasm;

/** A global's value, and whether code may set it. */
public record GlobalType(ValueType value, boolean mutable) {}
