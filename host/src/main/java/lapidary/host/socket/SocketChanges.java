package lapidary.host.socket;

import static lapidary.abi.ResultCode.CLOSED;
import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.LIMIT;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.host.error.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What one event does to the sockets and streams of its facet: seen by the event at once, by
 * everybody else when it is committed, by nobody if it is not. Confined to whoever has the turn.
 */
public final class SocketChanges {
    /** What an open socket takes of the heap: measured, see docs/http.md. */
    static final long SOCKET_BYTES = 28 << 10;

    private final FacetSockets facet;
    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private final Set<OpenSocket> closed = new HashSet<>();
    private final Set<OpenStream> ended = new HashSet<>();
    private final Map<OpenSocket, Attachment> attached = new HashMap<>();
    private @Nullable String listedTag;
    private List<OpenSocket> listed = List.of();
    private @Nullable OpenSocket accepted;
    private @Nullable OpenStream detached;

    SocketChanges(FacetSockets facet) {
        this.facet = facet;
    }

    /**
     * The socket that the event's request becomes, if the event succeeds.
     *
     * @param id that nobody has
     */
    public OpenSocket accept(long id, List<String> tags) {
        requireRoom();
        accepted = new OpenSocket(id, tags, facet, facet.budget().claim(SOCKET_BYTES));
        return accepted;
    }

    /** The stream that the event's reply becomes, if the event succeeds. */
    public OpenStream detach(long id) {
        requireRoom();
        detached = new OpenStream(id, facet, facet.budget().claim(SOCKET_BYTES));
        return detached;
    }

    private void requireRoom() {
        if (facet.socketCount() >= Limits.WS_SOCKETS_MAX) {
            throw new Refusal(
                    LIMIT, "a facet has " + Limits.WS_SOCKETS_MAX + " sockets and streams at most");
        }
    }

    /** Sends a message, text or not. */
    public void send(long id, boolean isText, byte[] from, int offset, int length) {
        var socket = writable(id);
        if (socket.outbox().reserve(length)) {
            int opcode = isText ? Frames.TEXT : Frames.BINARY;
            changes.add(new Change.Send(socket, frame(socket, opcode, from, offset, length)));
            return;
        }
        closed.add(socket);
        changes.add(new Change.Overflow(socket));
        throw new Refusal(CLOSED, FacetSockets.UNREAD + "; it is closed");
    }

    private Part frame(OpenSocket socket, int opcode, byte[] from, int offset, int length) {
        boolean isMade = false;
        try {
            var part = Part.frame(opcode, from, offset, length, facet.budget());
            isMade = true;
            return part;
        } finally {
            if (!isMade) {
                socket.outbox().release(length);
            }
        }
    }

    public void close(long id, int code, String reason) {
        var socket = writable(id);
        closed.add(socket);
        changes.add(new Change.Close(socket, code, reason));
    }

    /** How many sockets have that tag, or any at all for an empty one: roughly. */
    public int count(String tag) {
        return facet.count(tag);
    }

    /** The ids of those, in the order in which they were accepted. */
    public long[] ids(String tag) {
        return tagged(tag).stream().mapToLong(OpenSocket::id).toArray();
    }

    private List<OpenSocket> tagged(String tag) {
        if (!tag.equals(listedTag)) { // who asks for the size and then for the ids gets as many
            listed = facet.tagged(tag);
            listedTag = tag;
        }
        var tagged = new ArrayList<>(listed);
        if (accepted != null && (tag.isEmpty() || accepted.tags().contains(tag))) {
            tagged.add(accepted);
        }
        tagged.removeIf(closed::contains);
        return tagged;
    }

    public List<String> tags(long id) {
        return socket(id).tags();
    }

    public byte[] attachment(long id) {
        var socket = socket(id);
        return attached.getOrDefault(socket, socket.attachment()).bytes();
    }

    public void attach(long id, byte[] from, int offset, int length) {
        var socket = socket(id);
        var attachment = Attachment.of(from, offset, length, facet.budget());
        attached.put(socket, attachment);
        changes.add(new Change.Attach(socket, attachment));
    }

    /** Answers that text with that one, from the commit on; an empty request ends it. */
    public void autoRespond(String request, String response) {
        changes.add(new Change.Respond(facet, request, response));
    }

    /** Writes to a stream. */
    public void write(long id, byte[] from, int offset, int length) {
        var stream = stream(id);
        if (!stream.outbox().reserve(length)) {
            ended.add(stream);
            changes.add(new Change.End(stream, false));
            throw new Refusal(CLOSED, FacetSockets.UNREAD + "; the stream is ended");
        }
        boolean isMade = false;
        try {
            changes.add(
                    new Change.Write(stream, Part.copyOf(from, offset, length, facet.budget())));
            isMade = true;
        } finally {
            if (!isMade) {
                stream.outbox().release(length);
            }
        }
    }

    public void end(long id) {
        var stream = stream(id);
        ended.add(stream);
        changes.add(new Change.End(stream, true));
    }

    /** What was done so far is committed, by a commit point; the event goes on. */
    public void commitSoFar(Gate gate) {
        var kept = new ArrayList<Change>();
        for (var change : changes) {
            if (change.subject() == accepted || change.subject() == detached) {
                kept.add(change);
            } else {
                change.commit(gate);
            }
        }
        changes.clear();
        changes.addAll(kept);
    }

    /** The event is committed. */
    public void commit(Gate gate) {
        if (accepted != null) {
            facet.add(accepted);
        }
        if (detached != null) {
            facet.add(detached);
        }
        changes.forEach(change -> change.commit(gate));
        forget();
    }

    /** The event was not committed, or there was none. */
    public void rollBack() {
        changes.forEach(Change::undo);
        Optional.ofNullable(accepted).ifPresent(OpenSocket::gone);
        Optional.ofNullable(detached).ifPresent(OpenStream::gone);
        forget();
    }

    private void forget() {
        changes.clear();
        closed.clear();
        ended.clear();
        attached.clear();
        listed = List.of();
        listedTag = null;
        accepted = null;
        detached = null;
    }

    private OpenSocket socket(long id) {
        if (id <= 0) {
            throw new Refusal(INVALID, id + " is no socket");
        }
        var socket = accepted != null && accepted.id() == id ? accepted : facet.socket(id);
        if (socket == null) {
            throw new Refusal(CLOSED, "this facet has no open socket " + id);
        }
        return socket;
    }

    private OpenSocket writable(long id) {
        var socket = socket(id);
        if (closed.contains(socket) || socket.isClosing()) {
            throw new Refusal(CLOSED, "socket " + id + " is closed");
        }
        return socket;
    }

    private OpenStream stream(long id) {
        if (id <= 0) {
            throw new Refusal(INVALID, id + " is no stream");
        }
        var stream = detached != null && detached.id() == id ? detached : facet.stream(id);
        if (stream == null || stream.isEnded() || ended.contains(stream)) {
            throw new Refusal(CLOSED, "this facet has no open stream " + id);
        }
        return stream;
    }
}
