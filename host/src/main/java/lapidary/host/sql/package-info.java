/**
 * The SQL of strangers: its tokens, where its statements begin and end, and whether a statement is
 * allowed. Everything that is not on a list is refused. Knows SQLite's lexical rules and the names
 * it answers to, but not the driver: a statement that passes here is prepared elsewhere.
 */
@NullMarked
package lapidary.host.sql;

import org.jspecify.annotations.NullMarked;
