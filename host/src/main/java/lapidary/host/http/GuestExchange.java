package lapidary.host.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Failed;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.FuelExhausted;
import lapidary.host.facet.Outcome.Rang;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.StorageFull;
import lapidary.host.facet.Outcome.Trapped;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;

/**
 * A request that a guest answers: its body and reply as they stream, and what is said of an outcome
 * that is no reply. Stateless.
 */
final class GuestExchange {
    private static final Set<ErrorCode> MISTAKES =
            EnumSet.of(ErrorCode.BODY_TOO_LARGE, ErrorCode.REQUEST_INVALID);

    /** As the HTTP server has a head, as we have it, and as a guest reads it. */
    private static final int HEAD_COPIES = 4;

    private GuestExchange() {}

    /** What runs the guest. */
    interface Event {
        Outcome run(FetchRequest request, ReplyStream reply) throws InterruptedException;
    }

    /**
     * Has a guest answer.
     *
     * @param host of the URL that the guest sees
     * @param rawPath what follows the part of the path that the host consumed
     */
    static void serve(Exchange exchange, String host, String rawPath, Event event)
            throws InterruptedException {
        var body = new GuestBody(exchange);
        var request = GuestRequest.of(exchange, host, rawPath, body);
        exchange.memory().add(HEAD_COPIES * request.heldBytes());
        var reply = new GuestReply(exchange);
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
            case Rang _,
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
        var mistake = body.failure().filter(failure -> MISTAKES.contains(failure.code()));
        if (mistake.isPresent()) {
            exchange.closeAfterwards();
            refuse(exchange, mistake.get(), replied);
        } else {
            send(reply, replied);
        }
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
            case Replied _, Rang _, Answered _, Forwarded _ ->
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
