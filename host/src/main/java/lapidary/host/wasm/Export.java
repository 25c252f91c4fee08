package lapidary.host.wasm;

/** What a module offers under a name; {@code index} counts its kind, imports first. */
public record Export(String name, ExternalKind kind, int index) {}
