/**
 * The host functions that a guest imports, and what one live instance knows while an event runs.
 * Every argument of every import passes {@link lapidary.host.guest.HostEdge} before anything acts
 * on it.
 */
@NullMarked
package lapidary.host.guest;

import org.jspecify.annotations.NullMarked;
