package lapidary.host.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import lapidary.host.error.CallerException;
import lapidary.host.guest.FetchRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as a guest reads it. Its beginning is read before the event waits for its turn,
 * so that a short body that comes slowly keeps nobody waiting; the rest streams while the guest
 * reads. Confined to the request's thread, but for {@link #breakOff}.
 */
final class GuestBody implements FetchRequest.Body {
    /** What is read before the event waits for its turn. */
    static final int AHEAD_BYTES_MAX = 64 << 10;

    private final Client client;
    private final InputStream in;
    private final byte[] ahead;
    private final boolean isWhole;
    private int position;
    private @Nullable CallerException failure;

    /** Reads the beginning, or throws why it did not come. */
    GuestBody(Exchange exchange) {
        var content = exchange.request().content();
        this.client = exchange.client();
        this.in = content.hasEntity() ? content.inputStream() : InputStream.nullInputStream();
        try {
            this.ahead = in.readNBytes(AHEAD_BYTES_MAX);
        } catch (IOException | RuntimeException e) {
            exchange.closeAfterwards();
            throw BodyFailure.of(e);
        }
        exchange.memory().add(ahead.length);
        this.isWhole = ahead.length < AHEAD_BYTES_MAX;
    }

    /** Whether there may have been more of it than what was read ahead. */
    boolean isLong() {
        return !isWhole;
    }

    /** Why it could not be read to its end, if it was tried. */
    Optional<CallerException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void breakOff() {
        client.breakOff();
    }

    @Override
    public int bytesAhead() {
        return ahead.length;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = Math.min(length, ahead.length - position);
        System.arraycopy(ahead, position, into, offset, count);
        position += count;
        if (count == length || isWhole) {
            return count;
        }
        return count + readOn(into, offset + count, length - count);
    }

    private int readOn(byte[] into, int offset, int length) throws IOException {
        if (failure != null) {
            throw new IOException("the body broke off", failure);
        }
        try {
            return in.readNBytes(into, offset, length);
        } catch (IOException | RuntimeException e) {
            failure = BodyFailure.of(e);
            throw new IOException("the body broke off", failure);
        }
    }
}
