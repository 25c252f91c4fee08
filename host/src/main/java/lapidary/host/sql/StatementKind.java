package lapidary.host.sql;

/** What a statement does, as its first words say. */
public enum StatementKind {
    /** {@code SELECT}, {@code VALUES}. */
    READ,
    /** {@code INSERT}, {@code UPDATE}, {@code DELETE}. */
    WRITE,
    /** {@code CREATE}, {@code ALTER}, {@code DROP}, {@code REINDEX}. */
    SCHEMA,
    /** {@code ANALYZE}, {@code PRAGMA optimize}: reads all tables, and writes what it found. */
    ANALYZE,
    /** A pragma that answers a question. */
    PRAGMA,
    /** A pragma that changes how this event's statements run: {@code PRAGMA name = value}. */
    SETTING,
    /** {@code EXPLAIN}: lists a program, and runs nothing. */
    EXPLAIN,
    /** {@code EXPLAIN QUERY PLAN}: says how a statement would be run. */
    PLAN
}
