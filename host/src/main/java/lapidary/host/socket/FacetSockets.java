package lapidary.host.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import lapidary.abi.Limits;
import lapidary.host.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets and streams of one facet. They outlive its instance and its open database, and
 * keep it from being let go.
 *
 * <p>Thread-safe: its monitor guards the maps, and is held for a moment only. Events change them
 * through {@link #changes}, in the facet's turn.
 */
public final class FacetSockets {
    static final String UNREAD =
            "the other side has left "
                    + Limits.UNSENT_BYTES_MAX
                    + " bytes unread, or all slow ones together too many";

    private final MemoryBudget budget;
    private final SocketEvents events;
    private final SocketChanges changes = new SocketChanges(this);

    /** All that there are, those that are closing too. */
    private final Map<Long, OpenSocket> sockets = new HashMap<>();

    /** Those that may be sent to, in the order in which they were accepted. */
    private final SequencedMap<Long, OpenSocket> open = new LinkedHashMap<>();

    private final Map<String, SequencedSet<OpenSocket>> byTag = new HashMap<>();
    private final Map<Long, OpenStream> streams = new HashMap<>();
    private volatile @Nullable AutoResponse autoResponse;
    private volatile boolean hearsCloses;
    private volatile boolean hearsErrors;

    /**
     * @param budget of which sockets, and what is unsent, claim what they take
     * @param events runs what happens to sockets
     */
    public FacetSockets(MemoryBudget budget, SocketEvents events) {
        this.budget = budget;
        this.events = events;
    }

    /** What the event that has the turn does to them. */
    public SocketChanges changes() {
        return changes;
    }

    /** Which events the facet's code has a function for. */
    public void hear(boolean closes, boolean errors) {
        hearsCloses = closes;
        hearsErrors = errors;
    }

    /** Whether there are none. */
    public synchronized boolean isEmpty() {
        return sockets.isEmpty() && streams.isEmpty();
    }

    /** Whether a socket or a stream has that id. */
    public synchronized boolean has(long id) {
        return sockets.containsKey(id) || streams.containsKey(id);
    }

    public synchronized int socketCount() {
        return sockets.size();
    }

    /** Ends all: the peers are told, the facet is not. */
    public void cutOff(int code, String why) {
        List<OpenSocket> all;
        List<OpenStream> allStreams;
        synchronized (this) {
            all = List.copyOf(sockets.values());
            allStreams = List.copyOf(streams.values());
        }
        all.forEach(socket -> socket.cutOff(code, why));
        allStreams.forEach(OpenStream::breakOff);
    }

    /** Ends streams that were not written to for so long. */
    public void endStreams(long idleNanos) {
        List<OpenStream> all;
        synchronized (this) {
            all = List.copyOf(streams.values());
        }
        all.stream().filter(stream -> stream.isIdleFor(idleNanos)).forEach(OpenStream::end);
    }

    /**
     * Answers a text without the facet, as its database says; for whoever opens that.
     *
     * @param pair the text, and its answer
     */
    public void autoRespond(Optional<List<String>> pair) {
        autoResponse =
                pair.map(both -> new AutoResponse(both.getFirst(), both.getLast(), Gate.OPEN))
                        .orElse(null);
    }

    void autoRespond(@Nullable AutoResponse next) {
        autoResponse = next;
    }

    @Nullable AutoResponse autoResponse() {
        return autoResponse;
    }

    MemoryBudget budget() {
        return budget;
    }

    SocketEvents events() {
        return events;
    }

    boolean hearsCloses() {
        return hearsCloses;
    }

    boolean hearsErrors() {
        return hearsErrors;
    }

    synchronized void add(OpenSocket socket) {
        sockets.put(socket.id(), socket);
        open.put(socket.id(), socket);
        for (String tag : socket.tags()) {
            byTag.computeIfAbsent(tag, _ -> new LinkedHashSet<>()).add(socket);
        }
    }

    /** It cannot be sent to any more, and is not listed. */
    synchronized void unlist(OpenSocket socket) {
        if (open.remove(socket.id(), socket)) {
            for (String tag : socket.tags()) {
                byTag.computeIfPresent(
                        tag,
                        (_, tagged) -> {
                            tagged.remove(socket);
                            return tagged.isEmpty() ? null : tagged;
                        });
            }
        }
    }

    synchronized void forget(OpenSocket socket) {
        unlist(socket);
        sockets.remove(socket.id(), socket);
    }

    synchronized @Nullable OpenSocket socket(long id) {
        return sockets.get(id);
    }

    /** How many may be sent to that have that tag, or any at all. */
    synchronized int count(String tag) {
        var tagged = byTag.get(tag);
        return tag.isEmpty() ? open.size() : tagged == null ? 0 : tagged.size();
    }

    synchronized List<OpenSocket> tagged(String tag) {
        var tagged = tag.isEmpty() ? open.sequencedValues() : byTag.get(tag);
        return tagged == null ? List.of() : new ArrayList<>(tagged);
    }

    synchronized void add(OpenStream stream) {
        streams.put(stream.id(), stream);
    }

    synchronized void forget(OpenStream stream) {
        streams.remove(stream.id(), stream);
    }

    synchronized @Nullable OpenStream stream(long id) {
        return streams.get(id);
    }
}
