package lapidary.host.guest;

import java.io.IOException;
import java.util.List;

/**
 * A reply to what a guest asked of others: head complete, body streaming. The guest has a handle of
 * it ({@link ReplyHandles}). Confined to the event's thread.
 */
public interface OpenReply extends AutoCloseable {
    int status();

    /** In order, names in lower case. */
    List<Header> headers();

    /**
     * Fills {@code into} from {@code offset} with exactly {@code length} bytes, waiting if need be;
     * fewer only at the end.
     *
     * @return bytes read, 0 at the end
     * @throws IOException with a text for the guest, if the rest of the body will not come
     */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Gives back what it holds: nobody reads on. Safe to call twice. */
    @Override
    void close();
}
