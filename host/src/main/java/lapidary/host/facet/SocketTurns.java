package lapidary.host.facet;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.socket.SocketEvent;
import lapidary.host.socket.SocketEvents;

/**
 * Runs the events of a facet's sockets in its turns. A message is not refused because the facet is
 * busy, or its namespace has used up its rate: it waits, and its peer with it. Of a facet's sockets
 * some wait for its turn and the others for them, so that they leave room for requests.
 *
 * <p>Thread-safe.
 */
final class SocketTurns implements SocketEvents {
    /** How many of a facet's sockets wait for its turn at once. */
    private static final int WAITING_MAX = 64;

    private static final long PAUSE_MILLIS_MIN = 50;
    private static final long PAUSE_MILLIS_MAX = 5_000;

    /** So often it is tried again when the host is overloaded: some 25 seconds. */
    private static final int OVERLOADS_MAX = 12;

    private final FacetDoor door;
    private final Semaphore places = new Semaphore(WAITING_MAX, true);

    SocketTurns(FacetDoor door) {
        this.door = door;
    }

    @Override
    public void run(SocketEvent event) throws InterruptedException {
        places.acquire();
        try {
            runWhenPossible(event);
        } finally {
            places.release();
        }
    }

    private void runWhenPossible(SocketEvent event) throws InterruptedException {
        long pause = PAUSE_MILLIS_MIN;
        int overloads = 0;
        while (!event.socket().isGone()) {
            try {
                door.enter(facet -> facet.hear(event));
                return;
            } catch (LimitException e) {
                overloads += e.code() == ErrorCode.OVERLOADED ? 1 : 0;
                if (overloads > OVERLOADS_MAX) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(pause);
                pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
            }
        }
    }
}
