package lapidary.host.http;

import lapidary.host.socket.CloseCode;
import lapidary.host.socket.OpenSocket;
import lapidary.host.socket.Wire;

/**
 * What is left to do on the thread of a connection that has become a socket.
 *
 * @param links to which it is added while it is open
 */
record BecomeSocket(OpenSocket socket, OpenLinks links) {
    /** Returns when the socket has ended. */
    void converse(Wire wire) throws InterruptedException {
        Runnable end = () -> socket.cutOff(CloseCode.GOING_AWAY, "the server is stopping");
        links.add(end);
        try {
            socket.converse(wire);
        } finally {
            links.remove(end);
        }
    }
}
