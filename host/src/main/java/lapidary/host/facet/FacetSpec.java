package lapidary.host.facet;

import lapidary.host.guest.GuestIdentity;
import lapidary.host.module.Digest;

/**
 * What a facet runs as: its module, who it is, what it may use. Two live instances differ if their
 * specs do.
 *
 * @param digest of the module
 */
public record FacetSpec(Digest digest, GuestIdentity identity, FacetLimits limits) {}
