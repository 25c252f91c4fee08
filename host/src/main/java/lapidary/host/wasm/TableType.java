package lapidary.host.wasm;

/** A table: the references that it holds, and how many. */
public record TableType(ValueType element, Limits limits) {}
