package lapidary.host.socket;

/** What a peer sent. */
sealed interface Incoming {
    /**
     * A whole message.
     *
     * @param memory that it takes; whoever gets it closes that
     */
    record Message(boolean isText, Payload data, PeerMemory memory) implements Incoming {}

    record Ping(Payload data) implements Incoming {}

    /** A pong, which nobody has asked for. */
    record Pong() implements Incoming {}

    /**
     * The peer sends nothing more.
     *
     * @param code {@link CloseCode#NONE} if it gave none
     */
    record Close(int code, String reason) implements Incoming {}

    /** The connection ended without a close frame. */
    record End() implements Incoming {}
}
