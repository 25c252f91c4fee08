/** Tests of the command line, against a small server of their own. */
@NullMarked
package lapidary.host.cli;

import org.jspecify.annotations.NullMarked;
