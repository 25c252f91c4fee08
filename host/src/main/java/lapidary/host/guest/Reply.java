package lapidary.host.guest;

import java.util.List;

/**
 * What a guest answered: a status, header fields in order, and the body that has not been flushed.
 *
 * @param body owned by the receiver; its first {@code bodyLength} bytes count
 */
public record Reply(int status, List<Header> headers, byte[] body, int bodyLength) {
    public Reply {
        headers = List.copyOf(headers);
    }
}
