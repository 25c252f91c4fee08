package lapidary.host.outbound;

import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Future;
import lapidary.host.error.Refusal;
import lapidary.host.error.Seconds;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;
import lapidary.host.guest.OpenReply;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One request of a guest beyond this host, and its reply. Confined to the event's thread, but for
 * {@link #breakOff}.
 */
public final class OutboundExchange implements OpenReply {
    private final OutboundClient client;
    private final Origin origin;
    private final Runnable released;
    private final Dial dial;
    private final Future<?> deadline;
    private volatile boolean isLate;
    private boolean isClosed;
    private int status;
    private List<Header> headers = List.of();
    private InputStream body = InputStream.nullInputStream();
    private long bodyLeft;

    /**
     * @param released told once, when this is closed
     */
    OutboundExchange(OutboundClient client, Origin origin, Runnable released) {
        this.client = client;
        this.origin = origin;
        this.released = released;
        this.dial = new Dial(client.limits().connect());
        this.bodyLeft = client.limits().replyBytes();
        this.deadline = client.atDeadline(this::late);
    }

    private void late() {
        isLate = true;
        dial.breakOff();
    }

    /** Ends what it waits for, now or later. */
    public void breakOff() {
        dial.breakOff();
    }

    /**
     * Sends a request, and waits for the head of its reply.
     *
     * @param bodyBytes how many bytes its body has
     * @throws Refusal {@code DENIED} if the origin's address is not to be connected to, {@code
     *     UNAVAILABLE} if no reply came
     */
    public void send(FetchRequest request, long bodyBytes) {
        var addresses = client.names().addresses(origin);
        try {
            var socket = dial.connect(origin, addresses, client.tls());
            socket.setSoTimeout(Math.toIntExact(client.limits().silence().toMillis()));
            var connected = new Wire(socket);
            var message = OutboundMessage.of(origin, request, bodyBytes);
            var response =
                    new HttpRequestExecutor().execute(message, connected, HttpCoreContext.create());
            connected.headIsThere();
            take(response);
        } catch (IOException | HttpException | RuntimeException e) {
            throw unavailable("no reply came from " + origin, e);
        }
    }

    private void take(ClassicHttpResponse response) throws IOException {
        status = response.getCode();
        headers = OutboundMessage.headers(response);
        var entity = response.getEntity();
        if (entity != null) {
            body = entity.getContent();
        }
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public List<Header> headers() {
        return headers;
    }

    /** Or breaks off when the reply is longer than it may be. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = body.readNBytes(into, offset, length);
            bodyLeft -= count;
            if (bodyLeft < 0) {
                breakOff();
                throw new IOException(
                        "it has more than " + client.limits().replyBytes() + " bytes");
            }
            return count;
        } catch (IOException | RuntimeException e) {
            throw new IOException(text("the reply of " + origin + " broke off", e), e);
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        deadline.cancel(false);
        dial.breakOff(); // whatever of it nobody has read
        released.run();
    }

    private Refusal unavailable(String what, Exception e) {
        return new Refusal(UNAVAILABLE, text(what, e));
    }

    private String text(String what, Exception e) {
        if (isLate) {
            return what + ": it took longer than " + Seconds.of(client.limits().whole());
        }
        return what + ": " + e.getMessage();
    }
}
