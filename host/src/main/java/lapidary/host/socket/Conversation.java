package lapidary.host.socket;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.FailureException;
import lapidary.host.error.HostException;
import lapidary.host.error.LimitException;

/**
 * What one peer says to its facet, from the first message to the end. Confined to the connection's
 * thread.
 */
final class Conversation {
    private static final Logger LOG = System.getLogger("lapidary.socket");

    /** Of the host's own answers: who does not read them is not read from. */
    private static final int ANSWERS_UNSENT_MAX = 64 << 10;

    /** How a socket ended. */
    private record Ending(int code, String reason, Optional<String> error) {}

    private final OpenSocket socket;
    private final FacetSockets owner;
    private final FrameReader reader;

    Conversation(OpenSocket socket, Wire wire) {
        this.socket = socket;
        this.owner = socket.owner();
        this.reader = new FrameReader(wire, owner.budget());
    }

    void run() throws InterruptedException {
        Ending ending;
        try {
            ending = listen();
        } finally {
            reader.close();
        }
        if (ending.code() == CloseCode.ABNORMAL) {
            socket.lost();
        }
        try {
            tell(ending);
        } finally {
            socket.unlist();
            var _ = socket.close(ending.code(), ending.reason(), Gate.OPEN);
        }
    }

    private Ending listen() throws InterruptedException {
        try {
            while (true) {
                switch (reader.next()) {
                    case Incoming.Message message -> take(message);
                    case Incoming.Ping(var data) -> answer(Part.control(Frames.pong(data)));
                    case Incoming.Pong _ -> {}
                    case Incoming.Close(int code, String reason) -> {
                        return broken().orElse(new Ending(code, reason, Optional.empty()));
                    }
                    case Incoming.End _ -> {
                        return broken().orElseGet(this::lost);
                    }
                }
            }
        } catch (ProtocolError e) {
            return broken().orElseGet(() -> {
                if (socket.isClosing()) {
                    return lost();
                }
                var _ = socket.close(e.code(), e.text(), Gate.OPEN);
                return new Ending(e.code(), e.text(), Optional.of(e.text()));
            });
        } catch (IOException _) {
            return broken().orElseGet(this::lost);
        } catch (HostException e) {
            return failed(e);
        } catch (RuntimeException | Error e) {
            return unforeseen(e);
        }
    }

    private void take(Incoming.Message message) throws InterruptedException {
        try (var _ = message.memory()) {
            if (socket.isClosing()) {
                return; // the facet has closed, and hears no more of it
            }
            var auto = owner.autoResponse();
            if (auto != null && auto.answers(message)) {
                answer(auto.frame(owner.budget()), auto.gate());
                return;
            }
            owner.events().run(new SocketEvent.Message(socket, message.isText(), message.data()));
        }
    }

    private void answer(Part part) throws InterruptedException {
        answer(part, Gate.OPEN);
    }

    /** In order with what the facet sends. */
    private void answer(Part part, Gate gate) throws InterruptedException {
        var outbox = socket.outbox();
        outbox.awaitBelow(ANSWERS_UNSENT_MAX);
        if (outbox.reserve(part.size())) {
            socket.send(part, gate);
        } else {
            part.close();
            socket.breakWith(CloseCode.TRY_AGAIN_LATER, FacetSockets.UNREAD);
        }
    }

    private Optional<Ending> broken() {
        return Optional.ofNullable(socket.broken())
                .map(broken ->
                        new Ending(broken.code(), broken.what(), Optional.of(broken.what())));
    }

    private Ending lost() {
        String what = "the connection ended without a close frame";
        return new Ending(
                CloseCode.ABNORMAL,
                what,
                socket.isClosing() ? Optional.empty() : Optional.of(what));
    }

    /** An event of the socket's could not run; where the facet is no more, it is not told. */
    private Ending failed(HostException e) {
        LOG.log(Level.DEBUG, "a socket ends: {0}", e.getMessage());
        int code =
                switch (e) {
                    case LimitException _ -> CloseCode.TRY_AGAIN_LATER;
                    case CallerException caller when caller.code() == ErrorCode.FACET_ABORTED ->
                            CloseCode.RESTART;
                    case CallerException _ -> CloseCode.GOING_AWAY;
                    case FailureException _ -> CloseCode.FAILURE;
                };
        String what = e.code().title();
        if (!(e instanceof CallerException)) {
            var _ = socket.close(code, what, Gate.OPEN);
        } else {
            socket.cutOff(code, what);
        }
        return new Ending(code, what, Optional.of(what));
    }

    /** The facet goes on with another connection; what became of the message nobody knows. */
    private Ending unforeseen(Throwable e) {
        LOG.log(Level.ERROR, "the host failed in an event of a socket", e);
        String what = "the host failed";
        var _ = socket.close(CloseCode.FAILURE, what, Gate.OPEN);
        return new Ending(CloseCode.FAILURE, what, Optional.of(what));
    }

    private void tell(Ending ending) throws InterruptedException {
        try {
            if (owner.hearsErrors() && ending.error().isPresent() && !socket.isGone()) {
                owner.events().run(new SocketEvent.Broken(socket, ending.error().get()));
            }
            if (owner.hearsCloses() && !socket.isGone()) {
                owner.events().run(new SocketEvent.Closed(socket, ending.code(), ending.reason()));
            }
        } catch (HostException e) {
            LOG.log(Level.DEBUG, "a facet is not told that its socket ended: {0}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a facet is not told that its socket ended", e);
        }
    }
}
