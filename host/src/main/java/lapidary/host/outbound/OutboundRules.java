package lapidary.host.outbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What an operator adds to the public internet: origins and networks of his own that guests may
 * reach, if their policies name them. Immutable.
 *
 * @param privateOrigins whose host may have any address
 * @param privateNetworks whose addresses any host may have
 */
public record OutboundRules(Set<Origin> privateOrigins, List<Network> privateNetworks) {
    /** Nothing but the public internet. */
    public static final OutboundRules PUBLIC = new OutboundRules(Set.of(), List.of());

    public OutboundRules {
        privateOrigins = Set.copyOf(privateOrigins);
        privateNetworks = List.copyOf(privateNetworks);
    }

    /** Whether an origin may be reached at that address. */
    boolean allows(Origin origin, InetAddress address) {
        return Addresses.isPublic(address)
                || privateOrigins.contains(origin)
                || privateNetworks.stream()
                        .anyMatch(network -> network.contains(address.getAddress()));
    }
}
