/**
 * Who may do what: tokens, what each grants, and how often an address may show a wrong one. Secrets
 * are kept as hashes.
 */
@NullMarked
package lapidary.host.token;

import org.jspecify.annotations.NullMarked;
