package lapidary.host.facet;

import lapidary.abi.AbiExports;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Detached;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.Heard;
import lapidary.host.facet.Outcome.Rang;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.facet.Outcome.Upgraded;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.AlarmEvent;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.HeardEvent;
import lapidary.host.guest.RpcEvent;
import lapidary.host.socket.SocketEvent;
import lapidary.host.storage.AlarmTable.Alarm;
import lapidary.host.storage.EventInputs;
import lapidary.host.storage.FacetDatabase;

/** What a guest is to do in an event. */
sealed interface GuestWork
        permits GuestWork.Fetch, GuestWork.Call, GuestWork.Hear, GuestWork.Ring, ForCaller {
    /** What the host calls. */
    String export();

    /** What it may burn, of a facet's events that may burn so much. */
    default Fuel limit(Fuel ofFacet) {
        return ofFacet;
    }

    void begin(GuestContext context, EventInputs inputs);

    /** The event has the database from now on. */
    default void begun(FacetDatabase database, EventInputs inputs) {}

    /** The guest has returned, and the event is about to be committed. */
    default void returned(FacetDatabase database) {}

    /** How it ended, once it is committed. */
    Outcome done(Fuel used);

    /** A request, and its reply. */
    record Fetch(FetchEvent event) implements GuestWork {
        @Override
        public String export() {
            return AbiExports.FETCH;
        }

        @Override
        public void begin(GuestContext context, EventInputs inputs) {
            context.beginEvent(inputs, event);
        }

        @Override
        public Outcome done(Fuel used) {
            if (event.forwardedTo().isPresent()) {
                return new Forwarded(event.forwardedTo().get(), used);
            }
            if (event.accepted().isPresent()) {
                return new Upgraded(event.reply(), event.accepted().get(), used);
            }
            var replied = new Replied(event.reply(), event.isStreaming(), used);
            return event.detached()
                    .<Outcome>map(stream -> new Detached(replied, stream))
                    .orElse(replied);
        }
    }

    /** A call of the facet above. */
    record Call(RpcEvent event) implements GuestWork {
        @Override
        public String export() {
            return AbiExports.CALL;
        }

        @Override
        public void begin(GuestContext context, EventInputs inputs) {
            context.beginCall(inputs, event);
        }

        @Override
        public void returned(FacetDatabase database) {
            event.failure()
                    .ifPresent(text -> {
                        throw new CallFailed(text);
                    });
        }

        @Override
        public Outcome done(Fuel used) {
            return new Answered(used);
        }
    }

    /** Something that happened to a socket. */
    record Hear(SocketEvent event) implements GuestWork {
        @Override
        public String export() {
            return switch (event) {
                case SocketEvent.Message _ -> AbiExports.WS_MESSAGE;
                case SocketEvent.Closed _ -> AbiExports.WS_CLOSE;
                case SocketEvent.Broken _ -> AbiExports.WS_ERROR;
            };
        }

        @Override
        public void begin(GuestContext context, EventInputs inputs) {
            event.begin();
            context.beginSocket(inputs, new HeardEvent(event));
        }

        @Override
        public Outcome done(Fuel used) {
            return new Heard(used);
        }
    }

    /** The handler of an alarm. */
    record Ring(Alarm alarm) implements GuestWork {
        @Override
        public String export() {
            return AbiExports.ALARM;
        }

        @Override
        public void begin(GuestContext context, EventInputs inputs) {
            context.beginAlarm(inputs, new AlarmEvent(alarm.atMillis(), alarm.retryCount()));
        }

        @Override
        public void begun(FacetDatabase database, EventInputs inputs) {
            if (!database.alarm().begin(alarm) || alarm.dueMillis() > inputs.startMillis()) {
                throw new AlarmNotDue();
            }
        }

        @Override
        public void returned(FacetDatabase database) {
            database.alarm().finish();
        }

        @Override
        public Outcome done(Fuel used) {
            return new Rang(used);
        }
    }
}
