package lapidary.host.storage;

/**
 * What a statement that runs marks in the rows of a full-text table.
 *
 * @param column in which it searches, or -1 for all
 */
record MarkedQuery(FullTextTable table, FullTextMarks marks, int column) {
    /** Whether the text of that column is searched. */
    boolean searches(int asked) {
        return (column < 0 || column == asked) && table.columns().get(asked).isSearched();
    }
}
