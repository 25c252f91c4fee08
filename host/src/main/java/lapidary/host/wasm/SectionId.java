package lapidary.host.wasm;

/** The numbers of a module's sections, and the order in which they must stand. */
final class SectionId {
    static final int CUSTOM = 0;
    static final int TYPE = 1;
    static final int IMPORT = 2;
    static final int FUNCTION = 3;
    static final int TABLE = 4;
    static final int MEMORY = 5;
    static final int GLOBAL = 6;
    static final int EXPORT = 7;
    static final int START = 8;
    static final int ELEMENT = 9;
    static final int CODE = 10;
    static final int DATA = 11;
    static final int DATA_COUNT = 12;
    static final int TAG = 13;
    static final int COUNT = 14;

    private SectionId() {}

    /** The place of a section among the others; a later one has a higher. */
    static int place(int id) {
        return switch (id) {
            case DATA_COUNT -> 2 * ELEMENT + 1;
            case TAG -> 2 * MEMORY + 1;
            default -> 2 * id;
        };
    }
}
