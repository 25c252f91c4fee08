package lapidary.host.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The addresses of names. Thread-safe; may take its time. */
@FunctionalInterface
public interface Resolver {
    /** As this machine is set up. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * All addresses of a host, a name or an address itself.
     *
     * @throws UnknownHostException if it has none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
