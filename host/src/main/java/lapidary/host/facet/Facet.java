package lapidary.host.facet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.guest.FetchEvent;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.ReplyStream;
import lapidary.host.storage.FacetDatabase;
import org.jspecify.annotations.Nullable;

/**
 * One facet and its private database file. Runs one event at a time, first come first served; is
 * woken by an event, and hibernates when there was none for a while.
 *
 * <p>Thread-safe. Whoever holds {@code turn} owns {@code database} and {@code live}; nobody else
 * touches them, but for {@link FacetDatabase#awaitDurable}, which anyone may call.
 */
public final class Facet implements AutoCloseable {
    /** How long a facet without an event stays awake. */
    public static final Duration IDLE_MAX = Duration.ofSeconds(10);

    private final Path file;
    private final FacetServices services;
    private final Turn turn;
    private final EventRunner runner;
    private volatile FacetSpec spec;
    private volatile Abort lastAbort = Abort.NONE;
    private volatile long lastActiveNanos = System.nanoTime();
    private volatile boolean isRetired;
    private @Nullable FacetDatabase database;
    private @Nullable LiveInstance live;
    private @Nullable FacetSpec liveSpec;

    public Facet(Path file, FacetSpec spec, FacetServices services) {
        this.file = file;
        this.spec = spec;
        this.services = services;
        this.turn = new Turn(name(spec));
        this.runner = new EventRunner(services, () -> lastAbort);
    }

    /** What it runs as from its next event on. */
    public FacetSpec spec() {
        return spec;
    }

    /** Changes what it runs as: the event that runs is the last one of the old code. */
    public void become(FacetSpec next) {
        spec = next;
    }

    /**
     * Runs a {@code fetch} event. Returns when its commit is durable.
     *
     * @throws FacetRetiredException if this facet was let go meanwhile: ask for it again
     * @throws FacetBusyException if the turn did not come
     */
    public Outcome fetch(FetchRequest request, ReplyStream stream) throws InterruptedException {
        var event = new FetchEvent(request, stream);
        Ended ended = inTurn(() -> runner.fetch(openDatabase(), instanceSlot(), event));
        ended.awaitDurable();
        return ended.outcome();
    }

    /** Runs one text of SQL as an event of this facet, without its guest. */
    public SqlOutcome sql(String text, List<@Nullable Object> parameters)
            throws InterruptedException {
        var ended = inTurn(() -> runner.sql(openDatabase(), spec, text, parameters));
        ended.awaitDurable();
        return ended.outcome();
    }
}
