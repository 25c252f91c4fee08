package lapidary.host.http;

import lapidary.host.http.OpenLinks.Link;
import lapidary.host.socket.CloseCode;
import lapidary.host.socket.OpenSocket;
import lapidary.host.socket.Wire;

/**
 * What is left to do on the thread of a connection that has become a socket.
 *
 * @param token the id of that which it was opened with
 * @param links to which it is added while it is open
 */
record BecomeSocket(OpenSocket socket, String token, OpenLinks links) {
    /** Returns when the socket has ended. */
    void converse(Wire wire) throws InterruptedException {
        var link =
                new Link(
                        token,
                        () -> socket.cutOff(CloseCode.GOING_AWAY, "the server is stopping"),
                        () -> socket.breakWith(CloseCode.POLICY, "the token was revoked"));
        links.add(link);
        try {
            socket.converse(wire);
        } finally {
            links.remove(link);
        }
    }
}
