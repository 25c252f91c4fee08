package lapidary.host.guest;

import static lapidary.abi.ResultCode.CLOSED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import java.util.LinkedHashMap;
import java.util.Map;
import lapidary.abi.Limits;
import lapidary.abi.ListWriter;
import lapidary.host.error.Refusal;

/**
 * The replies that a guest has handles of, whoever gave them; all are closed when its event is
 * over. Handles count from 1 in each event, and none is given twice. Confined to the event's
 * thread.
 */
public final class ReplyHandles {
    /** A reply, and its header fields as a list, once somebody has asked for them. */
    private static final class Handle {
        private final OpenReply reply;
        private final ListWriter headers = new ListWriter();

        private Handle(OpenReply reply) {
            this.reply = reply;
        }
    }

    private final Map<Integer, Handle> open = new LinkedHashMap<>();
    private int given;

    /**
     * To be asked before anything is asked for.
     *
     * @throws Refusal {@code LIMIT} if as many are open as may be
     */
    public void requireRoom() {
        if (open.size() >= Limits.EVENT_REPLY_HANDLES_MAX) {
            throw new Refusal(
                    LIMIT,
                    Limits.EVENT_REPLY_HANDLES_MAX
                            + " reply handles are open, as many as may be; close one");
        }
    }

    /** The handle of a reply that is closed here from now on. */
    public int add(OpenReply reply) {
        given++;
        open.put(given, new Handle(reply));
        return given;
    }

    /**
     * The reply of a handle.
     *
     * @throws Refusal {@code CLOSED} if it was given back, {@code INVALID} if it was never given
     */
    OpenReply get(int handle) {
        return known(handle).reply;
    }

    /** Names and values of the header fields of the reply, as a list. */
    ListWriter headers(int handle) {
        var known = known(handle);
        if (known.headers.size() == 0) {
            for (var header : known.reply.headers()) {
                known.headers.add(header.name());
                known.headers.add(header.value());
            }
        }
        return known.headers;
    }

    void close(int handle) {
        var closed = known(handle);
        open.remove(handle);
        closed.reply.close();
    }

    /** The event is over, and the next one counts anew. */
    void closeAll() {
        open.values().forEach(handle -> handle.reply.close());
        open.clear();
        given = 0;
    }

    private Handle known(int handle) {
        var known = open.get(handle);
        if (known == null) {
            throw handle > 0 && handle <= given
                    ? new Refusal(CLOSED, "reply " + handle + " was closed")
                    : new Refusal(INVALID, "there is no reply " + handle);
        }
        return known;
    }
}
