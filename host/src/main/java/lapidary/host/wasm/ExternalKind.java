package lapidary.host.wasm;

/** What can be imported or exported, in the order of {@link #code}. */
public enum ExternalKind {
    FUNCTION(0),
    TABLE(1),
    MEMORY(2),
    GLOBAL(3);

    private final int code;

    ExternalKind(int code) {
        this.code = code;
    }

    /** The byte that stands for it in the binary format. */
    int code() {
        return code;
    }
}
