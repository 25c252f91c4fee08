package lapidary.host.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to one of several addresses, which have been checked; no name is looked up here. {@link
 * #breakOff} may be called by any thread.
 */
final class Dial {
    /** Of many addresses, so many are tried. */
    private static final int TRIED_MAX = 3;

    private final Duration timeMax;
    private volatile Socket raw = new Socket(Proxy.NO_PROXY);
    private volatile boolean isBrokenOff;

    Dial(Duration timeMax) {
        this.timeMax = timeMax;
    }

    /**
     * A connection, with TLS if the origin's scheme wants that, and the name of its host checked
     * against the certificate.
     *
     * @throws IOException if there is none
     */
    Socket connect(Origin origin, List<InetAddress> addresses, SSLSocketFactory tls)
            throws IOException {
        connectAny(origin, addresses.subList(0, Math.min(addresses.size(), TRIED_MAX)));
        raw.setTcpNoDelay(true);
        raw.setSoTimeout(Math.toIntExact(timeMax.toMillis()));
        return origin.scheme().equals("https") ? withTls(origin, tls) : raw;
    }

    private void connectAny(Origin origin, List<InetAddress> addresses) throws IOException {
        IOException failure = new IOException("no address");
        for (var address : addresses) {
            raw = new Socket(Proxy.NO_PROXY);
            if (isBrokenOff) { // looked at last: whoever breaks off has seen this socket, or is
                // seen
                throw new IOException("broken off");
            }
            try {
                raw.connect(
                        new InetSocketAddress(address, origin.port()),
                        Math.toIntExact(timeMax.toMillis()));
                return;
            } catch (IOException e) {
                raw.close();
                failure = e;
            }
        }
        throw failure;
    }

    private Socket withTls(Origin origin, SSLSocketFactory tls) throws IOException {
        var socket = (SSLSocket) tls.createSocket(raw, origin.host(), origin.port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Ends whatever waits for the connection: the one below TLS, whose end says good-bye first. */
    void breakOff() {
        isBrokenOff = true;
        try {
            raw.close();
        } catch (IOException _) {
            // it is gone already
        }
    }
}
