package lapidary.host.sql;

import java.util.Set;

/**
 * The words that SQLite's grammar takes for itself. It lets some of them be names where nothing
 * else fits; none of those is the name of a function, save the few in {@link #CALLABLE}.
 */
final class SqlKeywords {
    private static final Set<String> RESERVED =
            words(
                    """
                    abort action add after all alter always analyze and as asc attach autoincrement
                    before begin between by cascade case cast check collate column commit conflict
                    constraint create cross current current_date current_time current_timestamp
                    database default deferrable deferred delete desc detach distinct do drop each
                    else end escape except exclude exclusive exists explain fail filter first
                    following for foreign from full generated glob group groups having if ignore
                    immediate in index indexed initially inner insert instead intersect into is
                    isnull join key last left like limit match materialized natural no not nothing
                    notnull null nulls of offset on or order others outer over partition plan
                    pragma preceding primary query raise range recursive references regexp reindex
                    release rename replace restrict returning right rollback row rows savepoint
                    select set table temp temporary then ties to transaction trigger unbounded
                    union unique update using vacuum values view virtual when where window with
                    within without
                    """);

    /** Words of the grammar that are also functions. */
    private static final Set<String> CALLABLE = Set.of("glob", "if", "like", "match", "replace");

    private SqlKeywords() {}

    static boolean isReserved(String lowerCaseWord) {
        return RESERVED.contains(lowerCaseWord);
    }

    static boolean isCallable(String lowerCaseWord) {
        return CALLABLE.contains(lowerCaseWord);
    }

    static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
