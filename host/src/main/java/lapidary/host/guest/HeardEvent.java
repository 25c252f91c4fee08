package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.abi.ResultCode.INVALID;

import lapidary.host.error.Refusal;
import lapidary.host.socket.SocketEvent;

/** What happened to a socket, as a guest asks for it. Confined to the event's thread. */
public final class HeardEvent {
    private final SocketEvent event;
    private final byte[] data;
    private final int length;

    public HeardEvent(SocketEvent event) {
        this.event = event;
        this.data =
                switch (event) {
                    case SocketEvent.Message message -> message.data();
                    case SocketEvent.Closed closed -> closed.reason().getBytes(UTF_8);
                    case SocketEvent.Broken broken -> broken.what().getBytes(UTF_8);
                };
        this.length = event instanceof SocketEvent.Message message ? message.length() : data.length;
    }

    long socket() {
        return event.socket().id();
    }

    boolean isText() {
        if (event instanceof SocketEvent.Message message) {
            return message.isText();
        }
        throw new Refusal(INVALID, "this event is not a message");
    }

    int code() {
        if (event instanceof SocketEvent.Closed closed) {
            return closed.code();
        }
        throw new Refusal(INVALID, "this event is not the close of a socket");
    }

    byte[] data() {
        return data;
    }

    int length() {
        return length;
    }
}
