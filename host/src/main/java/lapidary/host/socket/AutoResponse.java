package lapidary.host.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import lapidary.host.memory.MemoryBudget;

/** A text that is answered with another without waking the facet. Immutable. */
final class AutoResponse {
    private final byte[] request;
    private final byte[] response;
    private final Gate gate;

    /**
     * @param gate of the event that has set it
     */
    AutoResponse(String request, String response, Gate gate) {
        this.request = request.getBytes(UTF_8);
        this.response = response.getBytes(UTF_8);
        this.gate = gate;
    }

    boolean answers(Incoming.Message message) {
        var data = message.data();
        return message.isText()
                && Arrays.equals(request, 0, request.length, data.bytes(), 0, data.length());
    }

    Part frame(MemoryBudget budget) {
        return Part.frame(Frames.TEXT, response, 0, response.length, budget);
    }

    Gate gate() {
        return gate;
    }
}
