package lapidary.host.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Where a server listens.
 *
 * @param main for all
 * @param guests for {@code /o} alone, as an origin of its own
 * @param tls for both; without it they speak plain HTTP
 * @param publicOrigins what a reverse proxy calls this server, as an origin
 */
public record Listeners(
        Address main,
        Optional<Address> guests,
        Optional<SSLContext> tls,
        Set<String> publicOrigins) {

    /**
     * One address to listen on.
     *
     * @param port 0 picks one
     */
    public record Address(InetAddress host, int port) {
        @Override
        public String toString() {
            return host.getHostAddress() + " port " + port;
        }
    }
}
