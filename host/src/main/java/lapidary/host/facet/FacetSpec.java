package lapidary.host.facet;

import lapidary.host.guest.GuestIdentity;
import lapidary.host.module.Digest;
import lapidary.host.outbound.OutboundPolicy;
import lapidary.host.storage.Durability;

/**
 * What a facet runs as: its module, who it is, what it may use. Two live instances differ if their
 * specs do.
 *
 * @param digest of the module
 * @param durability when what its events committed may be told
 * @param outbound by which its requests leave
 */
public record FacetSpec(
        Digest digest,
        GuestIdentity identity,
        FacetLimits limits,
        Durability durability,
        OutboundPolicy outbound) {
    /** With nothing that leaves. */
    public FacetSpec(
            Digest digest, GuestIdentity identity, FacetLimits limits, Durability durability) {
        this(digest, identity, limits, durability, OutboundPolicy.none());
    }

    /** The same, with nothing that leaves. */
    FacetSpec without() {
        return new FacetSpec(digest, identity, limits, durability);
    }
}
