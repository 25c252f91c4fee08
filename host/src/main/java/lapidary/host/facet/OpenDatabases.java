package lapidary.host.facet;

import com.sun.management.OperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;
import lapidary.host.storage.OpenFiles;

/**
 * Which facets have their database open, and how many may: each takes three open files and some
 * memory. Before there is no room left, a thread of its own closes those that have been without an
 * event for the longest; hot ones stay. If all are at work, whoever wants another is told to try
 * again.
 *
 * <p>Thread-safe.
 */
public final class OpenDatabases {
    private static final Logger LOG = System.getLogger("lapidary.facet");
    private static final int OPEN_MAX = 4_000;
    private static final int OPEN_MIN = 16;

    /** The database, its log, and our own handle of the log. */
    private static final int FILES_EACH = 3;

    /** Each takes a third of a megabyte of the system's memory, and some a few of them. */
    private static final long MACHINE_BYTES_EACH = 4L << 20;

    /** A quarter of the files is for this, half for connections, and a quarter for the rest. */
    private static final int SHARE_OF_FILES = 4;

    /**
     * When so many of a hundred are open, some are closed until there are as many again as this.
     */
    private static final int FULL_PERCENT = 90;

    private static final int ENOUGH_PERCENT = 75;

    private static final long PLACE_WAIT_MILLIS = 1_000;

    private record Candidate(Facet facet, long sinceNanos) {}

    private final int openMax;
    private final Set<Facet> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places;
    private final AtomicBoolean isClosing = new AtomicBoolean();

    /**
     * @param openMax at the same time
     */
    public OpenDatabases(int openMax) {
        this.openMax = openMax;
        this.places = new Semaphore(openMax);
    }

    /**
     * As many as are published, or fewer if the process may not open that many files or the machine
     * has less memory.
     */
    public static int openMax() {
        long byFiles = OpenFiles.max() / SHARE_OF_FILES / FILES_EACH;
        long byMemory = machineBytes() / MACHINE_BYTES_EACH;
        return Math.clamp(Math.min(byFiles, byMemory), OPEN_MIN, OPEN_MAX);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }

    /**
     * A facet is about to open its database, and has its turn.
     *
     * @throws LimitException if as many as may be are open, and all at work
     */
    void opening(Facet facet) {
        if (!places.tryAcquire()) {
            closeIdle(1);
            if (!getsPlace()) {
                throw new LimitException(
                        ErrorCode.OVERLOADED,
                        openMax + " databases are open, and all have events; try again");
            }
        }
        open.add(facet);
        if (open.size() >= percent(FULL_PERCENT) && isClosing.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("databases").start(this::closeUntilEnough);
        }
    }

    /** Others may be closing what was idle: their places come. */
    private boolean getsPlace() {
        try {
            return places.tryAcquire(PLACE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A facet has closed its database, or could not open it. */
    void closed(Facet facet) {
        if (open.remove(facet)) {
            places.release();
        }
    }

    private void closeUntilEnough() {
        try {
            closeIdle(open.size() - percent(ENOUGH_PERCENT));
        } finally {
            isClosing.set(false);
        }
    }

    /** The least recently used first. */
    private void closeIdle(int count) {
        var candidates =
                open.stream()
                        .map(facet -> new Candidate(facet, facet.lastActiveNanos()))
                        .sorted(Comparator.comparingLong(Candidate::sinceNanos))
                        .toList();
        int left = count;
        for (var candidate : candidates) {
            if (left <= 0) {
                return;
            }
            left -= closed(candidate) ? 1 : 0;
        }
    }

    private static boolean closed(Candidate candidate) {
        try {
            return candidate.facet().hibernateIfIdle();
        } catch (RuntimeException | Error e) { // the others may do better
            LOG.log(Level.ERROR, "an idle database could not be closed", e);
            return false;
        }
    }

    private int percent(int of) {
        return Math.max(1, (int) ((long) openMax * of / 100));
    }
}
