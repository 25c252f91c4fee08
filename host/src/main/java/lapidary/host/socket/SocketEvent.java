package lapidary.host.socket;

/** What happened to a socket, for its facet. The bytes are the event's own until it is over. */
public sealed interface SocketEvent {
    OpenSocket socket();

    /** What the event holds while it waits. */
    int heldBytes();

    /** It has the turn: a socket that has ended is not listed from now on. */
    default void begin() {
        if (!(this instanceof Message)) {
            socket().unlist();
        }
    }

    /** A message came. */
    record Message(OpenSocket socket, boolean isText, Payload data) implements SocketEvent {
        @Override
        public int heldBytes() {
            return data.length();
        }
    }

    /**
     * The socket has ended, for whichever reason: its last event.
     *
     * @param code as the peer gave it, or the host; {@link CloseCode#NONE} if the peer gave none
     */
    record Closed(OpenSocket socket, int code, String reason) implements SocketEvent {
        @Override
        public int heldBytes() {
            return reason.length();
        }
    }

    /** The socket broke, or the host broke it off: {@link Closed} follows. */
    record Broken(OpenSocket socket, String what) implements SocketEvent {
        @Override
        public int heldBytes() {
            return what.length();
        }
    }
}
