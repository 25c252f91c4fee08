package lapidary.host.socket;

import lapidary.host.error.HostException;

/** Runs the events of one facet's sockets. Thread-safe. */
@FunctionalInterface
public interface SocketEvents {
    /**
     * Runs an event; returns when its turn is over, whatever became of it.
     *
     * @throws HostException if it could not run, and the socket cannot go on
     */
    void run(SocketEvent event) throws InterruptedException;
}
