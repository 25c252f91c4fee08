package lapidary.host.wasm;

/** What a module asks for: a name in a module of ours, and the type that it must have. */
public record Import(String module, String name, ImportType type) {
    /** What the importing module takes the import to be. */
    public sealed interface ImportType {
        record OfFunction(FunctionType type) implements ImportType {}

        record OfTable(TableType type) implements ImportType {}

        record OfMemory(Limits limits) implements ImportType {}

        record OfGlobal(GlobalType type) implements ImportType {}
    }
}
