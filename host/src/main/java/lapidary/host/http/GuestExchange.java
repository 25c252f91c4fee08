package lapidary.host.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Detached;
import lapidary.host.facet.Outcome.Failed;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.FuelExhausted;
import lapidary.host.facet.Outcome.Heard;
import lapidary.host.facet.Outcome.Rang;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.StorageFull;
import lapidary.host.facet.Outcome.Trapped;
import lapidary.host.facet.Outcome.Upgraded;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;
import lapidary.host.http.OpenLinks.Link;
import lapidary.host.socket.Wire;

/**
 * A request that a guest answers: its body and reply as they stream, what stays open after it, and
 * what is said of an outcome that is no reply. Thread-safe.
 */
final class GuestExchange {
    private static final Set<ErrorCode> MISTAKES =
            EnumSet.of(ErrorCode.BODY_TOO_LARGE, ErrorCode.REQUEST_INVALID);

    /** As the HTTP server has a head, as we have it, and as a guest reads it. */
    private static final int HEAD_COPIES = 4;

    /** What runs the guest. */
    interface Event {
        Outcome run(FetchRequest request, ReplyStream reply) throws InterruptedException;
    }

    private final OpenLinks links;

    /**
     * @param links to which is added what stays open after its event
     */
    GuestExchange(OpenLinks links) {
        this.links = links;
    }

    /**
     * Has a guest answer.
     *
     * @param isUpgrade whether the guest may accept a socket
     * @param host of the URL that the guest sees
     * @param rawPath what follows the part of the path that the host consumed
     */
    void serve(Exchange exchange, boolean isUpgrade, String host, String rawPath, Event event)
            throws InterruptedException {
        var body = new GuestBody(exchange);
        var request = GuestRequest.of(exchange, isUpgrade, host, rawPath, body);
        exchange.memory().add(HEAD_COPIES * request.heldBytes());
        var reply = new GuestReply(exchange, isUpgrade);
        Outcome outcome;
        exchange.client().beginTurn();
        try {
            outcome = event.run(request, reply);
        } catch (HostException e) {
            if (e.code() == ErrorCode.FACET_ABORTED && body.isLong()) {
                exchange.closeAfterwards(); // nobody waits for the rest of it
            }
            throw e;
        } finally {
            exchange.client().endTurn();
        }
        switch (outcome) {
            case Replied replied -> reply(exchange, body, reply, replied);
            case Detached detached -> stream(exchange, body, reply, detached);
            case Upgraded upgraded -> become(exchange, upgraded);
            case Rang _,
                    Heard _,
                    Answered _,
                    Forwarded _,
                    FuelExhausted _,
                    Trapped _,
                    Failed _,
                    StorageFull _ ->
                    refuse(exchange, problem(outcome), outcome);
        }
    }

    /**
     * A body that is too long or ill-formed is the client's mistake, whatever the guest made of it.
     */
    private static void reply(
            Exchange exchange, GuestBody body, GuestReply reply, Replied replied) {
        var mistake = mistake(body);
        if (mistake.isPresent()) {
            exchange.closeAfterwards();
            refuse(exchange, mistake.get(), replied);
        } else {
            send(reply, replied);
        }
    }

    private static Optional<CallerException> mistake(GuestBody body) {
        return body.failure().filter(failure -> MISTAKES.contains(failure.code()));
    }

    /** Sends what comes, until the stream ends, or its client goes, or the server stops. */
    private void stream(Exchange exchange, GuestBody body, GuestReply reply, Detached detached)
            throws InterruptedException {
        var begun = detached.begun();
        var stream = detached.stream();
        var link = new Link(exchange.token(), stream::end, stream::end);
        try {
            var mistake = mistake(body);
            if (mistake.isPresent()) {
                exchange.closeAfterwards();
                refuse(exchange, mistake.get(), begun);
                return;
            }
            links.add(link);
            if (!reply.sendStream(begun.rest(), stream, begun.used())) {
                throw new CloseConnectionException("the stream was broken off");
            }
        } catch (IOException e) {
            throw new CloseConnectionException("the client has gone", e);
        } finally {
            links.remove(link);
            stream.gone();
        }
    }

    /** The connection becomes the socket when the HTTP server has let go of it. */
    private void become(Exchange exchange, Upgraded upgraded) throws InterruptedException {
        var socket = upgraded.socket();
        try {
            byte[] head = SocketUpgrade.response(exchange, upgraded.head(), upgraded.used());
            exchange.client().become(new BecomeSocket(socket, exchange.token(), links), head);
        } catch (RuntimeException e) {
            socket.converse(Wire.BROKEN); // its facet knows of it, and hears that it has gone
            throw new CloseConnectionException("the client has gone", e);
        }
        throw new CloseConnectionException("the connection is a socket now");
    }

    private static void send(GuestReply reply, Replied replied) {
        if (!replied.isStreaming()) {
            reply.sendWhole(replied.rest(), replied.used());
            return;
        }
        try {
            reply.endStream(replied.rest(), replied.used());
        } catch (IOException e) {
            throw new CloseConnectionException("the client has gone", e);
        }
    }

    private static void refuse(Exchange exchange, HostException problem, Outcome outcome) {
        Problems.log(exchange.id(), problem);
        if (exchange.hasBegun()) {
            // A part of the reply has left: breaking off is the only way to say that it is not
            // whole.
            throw new CloseConnectionException("the event failed after a flush", problem);
        }
        exchange.response().header(HeaderValues.create(GuestReply.FUEL, outcome.used().units()));
        exchange.problem(problem);
    }

    private static HostException problem(Outcome outcome) {
        return switch (outcome) {
            case Replied _, Detached _, Upgraded _, Heard _, Forwarded _, Answered _, Rang _ ->
                    throw new IllegalArgumentException("no problem of a request: " + outcome);
            case FuelExhausted exhausted ->
                    new LimitException(
                                    ErrorCode.FUEL_EXHAUSTED,
                                    exhausted.what()
                                            + " burned the "
                                            + exhausted.limit().units()
                                            + " units of fuel that it was granted; what it wrote"
                                            + " since its last commit is undone")
                            .with("fuelLimit", exhausted.limit().units());
            case Trapped trapped ->
                    new CallerException(
                                    ErrorCode.GUEST_TRAPPED,
                                    "the guest trapped: " + trapped.reason())
                            .with("trap", trapped.reason())
                            .with("function", trapped.function());
            case Failed failed -> new CallerException(ErrorCode.GUEST_FAILED, failed.reason());
            case StorageFull full -> new LimitException(ErrorCode.STORAGE_FULL, full.reason());
        };
    }
}
