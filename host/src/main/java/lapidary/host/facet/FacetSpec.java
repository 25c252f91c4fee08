package lapidary.host.facet;

import lapidary.host.guest.GuestIdentity;

/**
 * What a facet runs as: its module, who it is, what it may use. Two live instances differ if their
 * specs do.
 *
 * @param digest of the module: {@code sha256:…}
 */
public record FacetSpec(String digest, GuestIdentity identity, FacetLimits limits) {}
