package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lapidary.abi.ResultCode.INVALID;

import lapidary.host.error.Refusal;
import lapidary.host.socket.Payload;
import lapidary.host.socket.SocketEvent;

/** What happened to a socket, as a guest asks for it. Confined to the event's thread. */
public final class HeardEvent {
    private final SocketEvent event;
    private final Payload data;

    public HeardEvent(SocketEvent event) {
        this.event = event;
        this.data =
                switch (event) {
                    case SocketEvent.Message message -> message.data();
                    case SocketEvent.Closed closed -> payload(closed.reason());
                    case SocketEvent.Broken broken -> payload(broken.what());
                };
    }

    private static Payload payload(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Payload(bytes, bytes.length);
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

    Payload data() {
        return data;
    }
}
