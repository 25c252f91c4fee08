/**
 * Open WebSockets and streams of facets: who has which, what is unsent, and what WebSocket frames
 * mean. They outlive instances and databases; a connection's thread reads, what is sent waits for
 * its gate.
 */
@NullMarked
package lapidary.host.socket;

import org.jspecify.annotations.NullMarked;
