package lapidary.host.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What is open beyond its request: sockets and streams, which nobody waits for when the server
 * stops, and which end when the token that they were opened with is revoked. Thread-safe.
 */
final class OpenLinks implements AutoCloseable {
    /**
     * One of them.
     *
     * @param token the id of that which it was opened with; empty if there were no tokens
     * @param end ends it as the server stops, soon and in good order
     * @param revoked ends it as its token is revoked
     */
    record Link(String token, Runnable end, Runnable revoked) {}

    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Predicate<String> isRevoked;
    private volatile boolean isClosed;

    /**
     * @param isRevoked whether a token of that id is no more
     */
    OpenLinks(Predicate<String> isRevoked) {
        this.isRevoked = isRevoked;
    }

    /** It is open from now on, until {@link #remove}. */
    void add(Link link) {
        links.add(link);
        // Asked last: what was added before this is found.
        if (isClosed) {
            link.end().run();
        } else if (!link.token().isEmpty() && isRevoked.test(link.token())) {
            link.revoked().run();
        }
    }

    void remove(Link link) {
        links.remove(link);
    }

    /** A token is no more, and nor is what was opened with it. */
    void revoked(String token) {
        for (var link : links) {
            if (link.token().equals(token)) {
                link.revoked().run();
            }
        }
    }

    /** Ends all, and what is added from now on. */
    @Override
    public void close() {
        isClosed = true;
        links.forEach(link -> link.end().run());
    }
}
