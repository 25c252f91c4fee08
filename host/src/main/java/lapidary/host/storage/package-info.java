/**
 * SQLite: a facet's database with its statements, cursors, keys and values; when a commit is
 * durable; and the host's own files. The only package that knows {@code java.sql} and the driver.
 * What a guest sends is passed by {@code lapidary.host.sql} first.
 *
 * <p>The host alone decides when to checkpoint, never with a commit that is not durable, and never
 * opens a main database file from Java while SQLite has it open: closing any descriptor of a file
 * drops the process's POSIX locks on it.
 */
@NullMarked
package lapidary.host.storage;

import org.jspecify.annotations.NullMarked;
