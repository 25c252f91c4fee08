package lapidary.host.guest;

import java.io.IOException;
import java.util.List;

/**
 * An HTTP request as a guest sees it. The head is complete, the body streams. Confined to the
 * event's thread.
 *
 * @param method as it came
 * @param url absolute: {@code http://{object}.{ns}/{path}?{query}}
 * @param headers without hop-by-hop fields and credentials
 * @param body what is left of the body
 */
public record FetchRequest(String method, String url, List<Header> headers, Body body) {
    /** A request body that arrives while the guest reads it. */
    @FunctionalInterface
    public interface Body {
        /** A body of no bytes. */
        Body EMPTY = (_, _, _) -> 0;

        /**
         * Fills {@code into} from {@code offset} with exactly {@code length} bytes, waiting if need
         * be; fewer only at the end.
         *
         * @return bytes read, 0 at the end
         * @throws IOException if the peer broke off
         */
        int read(byte[] into, int offset, int length) throws IOException;

        /**
         * Ends a read that waits, or that begins to, with an exception. Called by another thread,
         * for an event that is to end.
         */
        default void breakOff() {}

        /** How many bytes of it are in memory already. */
        default int bytesAhead() {
            return 0;
        }
    }

    public FetchRequest {
        headers = List.copyOf(headers);
    }

    /** The same request, with another body. */
    public FetchRequest withBody(Body newBody) {
        return new FetchRequest(method, url, headers, newBody);
    }

    /** Bytes of its head: method, URL, names and values, which are ASCII as a rule. */
    long headBytes() {
        return (long) method.length() + url.length() + Header.bytes(headers);
    }

    /** The same request, with another URL. */
    public FetchRequest withUrl(String newUrl) {
        return new FetchRequest(method, newUrl, headers, body);
    }

    /** What it holds before the guest reads its body, roughly. */
    public long heldBytes() {
        long size = (long) url.length() + body.bytesAhead();
        for (var header : headers) {
            size += header.name().length() + header.value().length();
        }
        return size;
    }
}
