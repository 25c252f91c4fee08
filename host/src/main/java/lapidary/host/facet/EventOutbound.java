package lapidary.host.facet;

import static lapidary.abi.ResultCode.DENIED;
import static lapidary.abi.ResultCode.INVALID;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import lapidary.host.error.HostException;
import lapidary.host.error.Refusal;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.Header;
import lapidary.host.guest.OpenReply;
import lapidary.host.guest.Outbound;
import lapidary.host.guest.OutgoingHead;
import lapidary.host.guest.SliceBody;
import lapidary.host.outbound.Origin;
import lapidary.host.outbound.OutboundExchange;
import lapidary.host.outbound.OutboundPolicy;
import lapidary.host.usage.Measure;

/**
 * The requests of one guest that leave its facet, by its policy. While its event waits for the
 * world, others run in its place, and an abort ends the wait. Confined to the event's thread.
 */
final class EventOutbound implements Outbound {
    private final FacetServices services;
    private final FacetSpec spec;
    private final EventGuard guard;
    private final OnceCalls calls;

    /**
     * @param spec of the guest
     * @param guard of the event
     */
    EventOutbound(FacetServices services, FacetSpec spec, EventGuard guard, OnceCalls calls) {
        this.services = services;
        this.spec = spec;
        this.guard = guard;
        this.calls = calls;
    }

    @Override
    public void requireAny() {
        if (policy() instanceof OutboundPolicy.None) {
            throw denied("no request leaves: the options that started this name no outbound");
        }
    }

    @Override
    public Way prepare(OutgoingHead head) {
        return switch (policy()) {
            case OutboundPolicy.Allow(var origins) -> {
                var origin = origin(head);
                if (!origins.contains(origin)) {
                    throw denied(
                            "the outbound policy does not allow "
                                    + origin
                                    + "; name it in outbound.allow");
                }
                yield (body, payer) -> send(origin, head, body, payer);
            }
            case OutboundPolicy.Via(var module) -> via(module, head);
            case OutboundPolicy.None _, OutboundPolicy.Owner _ -> throw denied("no request leaves");
        };
    }

    private OutboundPolicy policy() {
        return spec.outbound().own();
    }

    private static Origin origin(OutgoingHead head) {
        try {
            return Origin.of(head.url());
        } catch (IllegalArgumentException e) {
            throw new Refusal(INVALID, "the URL: " + e.getMessage());
        }
    }

    private Way via(String module, OutgoingHead head) {
        calls.requireRoom();
        var between =
                calls.loading(
                        () -> services.onceSpecs().within(spec.without(), module, new byte[0]));
        return (body, payer) -> calls.fetch(between, head.withBody(body), payer);
    }

    private OpenReply send(Origin origin, OutgoingHead head, SliceBody body, GuestContext payer) {
        int bodyBytes = body.left();
        var exchange = begin(origin, bodyBytes);
        boolean isSent = false;
        try {
            guard.waiting(
                    exchange::breakOff,
                    () -> {
                        exchange.send(head.withBody(body), bodyBytes);
                        return true;
                    });
            isSent = true;
        } finally {
            if (!isSent) {
                exchange.close();
            }
        }
        payer.used().add(Measure.BYTES_OUT, head.bytes() + bodyBytes);
        return new Guarded(exchange, payer);
    }

    private OutboundExchange begin(Origin origin, int bodyBytes) {
        try {
            return services.outbound().begin(spec.identity().namespace(), origin, bodyBytes);
        } catch (HostException e) {
            throw CallRefusals.of(e);
        }
    }

    private static Refusal denied(String text) {
        return new Refusal(DENIED, text);
    }

    /** A reply whose body may keep the event waiting. */
    private final class Guarded implements OpenReply {
        private final OutboundExchange exchange;
        private final GuestContext reader;

        Guarded(OutboundExchange exchange, GuestContext reader) {
            this.exchange = exchange;
            this.reader = reader;
        }

        @Override
        public int status() {
            return exchange.status();
        }

        @Override
        public List<Header> headers() {
            return exchange.headers();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = guard.waiting(exchange::breakOff, () -> part(into, offset, length));
                reader.used().add(Measure.BYTES_IN, count);
                return count;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private int part(byte[] into, int offset, int length) {
            try {
                return exchange.read(into, offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            exchange.close();
        }
    }
}
