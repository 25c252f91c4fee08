/**
 * The command line: {@code serve} and {@code quickstart}, which run a server in this process, and
 * the client commands, which talk to one over HTTP. Owns arguments, exit statuses and what is
 * printed; everything else it asks of {@code app} or of the server's HTTP interface.
 */
@NullMarked
package lapidary.host.cli;

import org.jspecify.annotations.NullMarked;
