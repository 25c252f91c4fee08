package lapidary.host.socket;

import java.util.Arrays;

/**
 * A text that is answered with another without waking the facet. Immutable, as long as nobody
 * changes the arrays.
 *
 * @param gate of the event that has set it
 */
record AutoResponse(byte[] request, byte[] response, Gate gate) {
    boolean answers(Incoming.Message message) {
        return message.isText()
                && Arrays.equals(request, 0, request.length, message.data(), 0, message.length());
    }
}
