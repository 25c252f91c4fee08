package lapidary.host.supervisor;

import lapidary.host.guest.FetchRequest;

/**
 * A request to an object. Its path is what follows the object's name, split at {@code /} and
 * nothing else. Confined to the request's thread.
 */
public interface ObjectRequest {
    /** How many segments the path has: one at least, which may be empty. */
    int segments();

    /**
     * A segment, decoded once.
     *
     * @throws lapidary.host.error.CallerException if that makes no UTF-8
     */
    String segment(int index);

    /** The request as a guest is to see it, its path as it came from that segment on. */
    FetchRequest from(int segment);

    /** The request with its whole path. */
    default FetchRequest whole() {
        return from(0);
    }
}
