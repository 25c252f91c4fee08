package lapidary.abi;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** What the host looks for among a module's exports. Every function here is {@code () -> ()}. */
public final class AbiExports {
    /** The one memory, which every slice is a part of. A module must export it. */
    public static final String MEMORY = "memory";

    /** Optional; runs once per instance, before anything else. */
    public static final String INITIALIZE = "_initialize";

    /** Optional; runs once each time the facet wakes, before its first event. */
    public static final String INIT = "init";

    public static final String FETCH = "fetch";
    public static final String CALL = "call";
    public static final String ALARM = "alarm";
    public static final String WS_MESSAGE = "ws_message";
    public static final String WS_CLOSE = "ws_close";
    public static final String WS_ERROR = "ws_error";

    /** What an event may run. */
    public static final List<String> EVENTS =
            List.of(FETCH, CALL, ALARM, WS_MESSAGE, WS_CLOSE, WS_ERROR);

    /** A module exports at least one of these. */
    public static final List<String> EVENTS_ONE_OF = List.of(FETCH, CALL, ALARM, WS_MESSAGE);

    /** All functions that the host calls. */
    public static final List<String> FUNCTIONS =
            List.of(INITIALIZE, INIT, FETCH, CALL, ALARM, WS_MESSAGE, WS_CLOSE, WS_ERROR);

    private AbiExports() {}

    /** True if a module with these functions has an event to run. */
    public static boolean servesAnEvent(Collection<String> functionNames) {
        return !Collections.disjoint(EVENTS_ONE_OF, functionNames);
    }
}
