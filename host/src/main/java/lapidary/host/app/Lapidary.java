package lapidary.host.app;

import java.util.concurrent.CountDownLatch;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;

/** One running server. Thread-safe. Placeholder: the real one takes its place with the server. */
public final class Lapidary implements AutoCloseable {
    private final ServerOptions options;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Lapidary(ServerOptions options) {
        this.options = options;
    }

    /** Starts a server and returns once it accepts requests. */
    public static Lapidary start(ServerOptions options) {
        if (options.listenPort() >= 0) {
            throw new FailureException(ErrorCode.NOT_IMPLEMENTED, "the server is not built yet");
        }
        return new Lapidary(options);
    }

    /** The port that it listens on. */
    public int port() {
        return options.listenPort();
    }

    /** The host that it was told to listen on. */
    public String listenHost() {
        return options.listenHost();
    }

    /** Returns when the server was closed. */
    public void awaitShutdown() throws InterruptedException {
        closed.await();
    }

    /** Drains and stops; safe to call twice. */
    @Override
    public void close() {
        closed.countDown();
    }
}
