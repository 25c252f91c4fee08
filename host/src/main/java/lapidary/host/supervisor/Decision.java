package lapidary.host.supervisor;

import java.util.List;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;
import lapidary.host.guest.Reply;

/** What becomes of a request. */
public sealed interface Decision {
    /**
     * A facet has it as an event of its own.
     *
     * @param facet just below the root
     * @param request as the facet is to see it
     */
    record Forward(String facet, FetchRequest request) implements Decision {}

    /** The client gets this. */
    record Answer(Reply reply) implements Decision {}

    static Decision forward(String facet, FetchRequest request) {
        return new Forward(facet, request);
    }

    /**
     * A reply.
     *
     * @param status 200 to 599
     * @param headers in lower case
     * @param body is not copied
     */
    static Decision answer(int status, List<Header> headers, byte[] body) {
        return new Answer(Reply.of(status, headers, body));
    }
}
