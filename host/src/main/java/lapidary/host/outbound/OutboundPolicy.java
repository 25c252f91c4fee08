package lapidary.host.outbound;

import java.util.Set;
import java.util.stream.Collectors;

/** Which requests of a guest may leave, and how. A value. */
public sealed interface OutboundPolicy {
    /** By which no request leaves. */
    static OutboundPolicy none() {
        return new None();
    }

    /** No request leaves. */
    record None() implements OutboundPolicy {}

    /** Requests to these origins leave. */
    record Allow(Set<Origin> origins) implements OutboundPolicy {
        public Allow {
            origins = Set.copyOf(origins);
        }
    }

    /**
     * No request leaves: a module sees each, and may answer it.
     *
     * @param module a name, which is followed when it comes to mean other code, or a digest
     */
    record Via(String module) implements OutboundPolicy {}

    /**
     * What whoever speaks for a namespace's owner has: its own requests leave by a policy, and it
     * may pass on any.
     */
    record Owner(OutboundPolicy own) implements OutboundPolicy {}

    /** By which its own requests leave. */
    default OutboundPolicy own() {
        return this instanceof Owner(var own) ? own : this;
    }

    /** What of another policy is beyond this one, in words; empty if it may be passed on. */
    default String beyond(OutboundPolicy child) {
        return switch (child) {
            case None _, Via _ -> ""; // nothing leaves
            case Owner _ -> "everything";
            case Allow(var origins) -> beyond(origins);
        };
    }

    /** What of another policy may be passed on: the origins that are this one's too. */
    default OutboundPolicy grant(OutboundPolicy child) {
        if (!(child instanceof Allow(var wanted))) {
            return child.own();
        }
        return switch (this) {
            case Owner _ -> child;
            case Allow(var own) ->
                    new Allow(wanted.stream().filter(own::contains).collect(Collectors.toSet()));
            case None _, Via _ -> none();
        };
    }

    private String beyond(Set<Origin> wanted) {
        return switch (this) {
            case Owner _ -> "";
            case Allow(var own) ->
                    wanted.stream()
                            .filter(origin -> !own.contains(origin))
                            .map(Origin::toString)
                            .sorted()
                            .collect(Collectors.joining(", "));
            case None _, Via _ ->
                    wanted.stream()
                            .map(Origin::toString)
                            .sorted()
                            .collect(Collectors.joining(", "));
        };
    }
}
