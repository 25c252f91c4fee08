package lapidary.host.facet;

import java.util.Optional;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.Reply;
import lapidary.host.socket.OpenSocket;
import lapidary.host.socket.OpenStream;

/** How an event came to its end, and the fuel it took to get there. */
public sealed interface Outcome {
    Fuel used();

    /** The same, with what was burned on the way to it. */
    default Outcome after(Fuel before) {
        var sum = new Fuel(used().units() + before.units());
        return switch (this) {
            case Replied(var rest, var isStreaming, _) -> new Replied(rest, isStreaming, sum);
            case Forwarded(var name, _) -> new Forwarded(name, sum);
            case Answered _ -> new Answered(sum);
            case Rang _ -> new Rang(sum);
            case FuelExhausted(var what, var limit, _) -> new FuelExhausted(what, limit, sum);
            case Trapped(var reason, var function, _) -> new Trapped(reason, function, sum);
            case Failed(var reason, _) -> new Failed(reason, sum);
            case StorageFull(var reason, _) -> new StorageFull(reason, sum);
            case Detached(var begun, var stream) ->
                    new Detached(new Replied(begun.rest(), begun.isStreaming(), sum), stream);
            case Upgraded(var head, var socket, _) -> new Upgraded(head, socket, sum);
            case Heard _ -> new Heard(sum);
        };
    }

    /** Why nothing of it was kept, if that is so. */
    default Optional<String> failure() {
        return switch (this) {
            case Replied _, Detached _, Upgraded _, Heard _, Forwarded _, Answered _, Rang _ ->
                    Optional.empty();
            case FuelExhausted(var what, var limit, _) ->
                    Optional.of(what + " burned all of " + limit.units());
            case Trapped(var reason, _, _) -> Optional.of(reason);
            case Failed(var reason, _) -> Optional.of(reason);
            case StorageFull(var reason, _) -> Optional.of(reason);
        };
    }

    /**
     * The event committed, and what it committed is durable.
     *
     * @param rest the reply; if a part of it has left already, what is still to be sent
     * @param isStreaming whether a part of it has left already
     */
    record Replied(Reply rest, boolean isStreaming, Fuel used) implements Outcome {}

    /**
     * The event committed, and what it committed is durable; a facet just below is to reply to its
     * request.
     */
    record Forwarded(String name, Fuel used) implements Outcome {}

    /** The event of a call committed; what it replies is in its {@code RpcEvent}. */
    record Answered(Fuel used) implements Outcome {}

    /**
     * As {@link Replied}, of a reply that stays open after it: a stream that later events write to.
     */
    record Detached(Replied begun, OpenStream stream) implements Outcome {
        @Override
        public Fuel used() {
            return begun.used();
        }
    }

    /**
     * The event committed, and its request becomes a socket.
     *
     * @param head whose header fields go with that
     */
    record Upgraded(Reply head, OpenSocket socket, Fuel used) implements Outcome {}

    /** What happened to a socket was heard, and the event committed. */
    record Heard(Fuel used) implements Outcome {}

    /** The handler of an alarm has run, and the event committed. */
    record Rang(Fuel used) implements Outcome {}

    /**
     * All that was granted was burned; all writes since the last commit are undone.
     *
     * @param what burned it: the event, or the facet's wake before it
     */
    record FuelExhausted(String what, Fuel limit, Fuel used) implements Outcome {}

    /**
     * The guest trapped; all its writes since its last commit are undone.
     *
     * @param reason the trap, in words
     * @param function the Wasm function it was in, by name or index; empty if unknown
     */
    record Trapped(String reason, String function, Fuel used) implements Outcome {}

    /** The event ran but could not be committed, or ended itself as failed; nothing was kept. */
    record Failed(String reason, Fuel used) implements Outcome {}

    /** The facet's database is at its limit; nothing was kept. */
    record StorageFull(String reason, Fuel used) implements Outcome {}
}
