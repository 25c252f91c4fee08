package lapidary.host.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lapidary.host.ltx.LtxHeader;
import lapidary.host.ltx.LtxName;
import lapidary.host.ltx.LtxWriter;
import lapidary.host.ltx.PageSums;
import lapidary.host.storage.WalFollower;
import lapidary.host.storage.WalFrames;
import lapidary.host.storage.WalPlace;
import lapidary.host.storage.WalTail;
import org.jspecify.annotations.Nullable;

/**
 * Follows one facet's write-ahead log into the archive. What is committed becomes an LTX file that
 * is durable on this machine; putting it into the store is for later.
 *
 * <p>How far the archive is, the newest of these files says: its last transaction, the database's
 * checksum after it, and where it ended in the log. When the facet is opened, the database must be
 * just that, with what the log holds after it; if it is not, because the archive was off for a
 * while or lost a file, a snapshot begins anew.
 *
 * <p>Thread-safe: {@code lock} guards all but the mark that there is something to read. It is held
 * while files are written, by the turn's holder at checkpoints and by the archive's thread, and
 * never while the store is waited for; {@code putting} is, and is taken before it.
 */
final class FacetArchive implements WalFollower {
    private static final Logger LOG = System.getLogger("lapidary.archive");

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock putting = new ReentrantLock();
    private final LtxFiles files;
    private final Path file;
    private final Spool spool;
    private final SavedSums saved;
    private final InstantSource clock;
    private final Consumer<FacetArchive> onCommit;
    private volatile boolean isMarked;

    private @Nullable WalTail tail;
    private @Nullable PageSums sums;
    private WalPlace place = WalPlace.NONE;
    private long txid;
    private long lastMillis;
    private boolean isBroken;
    private boolean hasChanged;
    private volatile boolean isOpen;
    private volatile boolean hasPending;
    private final List<LtxFiles.File> put = new ArrayList<>();

    /**
     * @param onCommit is told once when there is something to read, and then not before {@link
     *     #unmark}
     */
    FacetArchive(
            LtxFiles files,
            Path file,
            Path spoolRoot,
            InstantSource clock,
            Consumer<FacetArchive> onCommit) {
        this.files = files;
        this.file = file;
        this.spool = new Spool(spoolRoot, files.key());
        this.saved = new SavedSums(spool.folder().resolve("sums"));
        this.clock = clock;
        this.onCommit = onCommit;
    }

    FacetKey key() {
        return files.key();
    }

    /** It is about to be opened: the archive keeps it. */
    void willOpen() {
        isOpen = true;
    }

    /**
     * Before SQLite opens the file.
     *
     * @param isNew whether the facet never had another
     */
    void opening(boolean isNew) {
        lock.lock();
        try {
            isBroken = false;
            hasChanged = false;
            sums = null;
            place = WalPlace.NONE;
            if (!continuesFromSaved() && !continuesFromScan()) {
                snapshot(isNew);
            }
        } catch (IOException | UncheckedIOException e) {
            breakOff("cannot begin", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void opened() {
        lock.lock();
        try {
            if (!isBroken) {
                tail = WalTail.open(file, place);
            }
        } catch (IOException e) {
            breakOff("cannot read the write-ahead log", e);
        } finally {
            lock.unlock();
        }
        mark(); // a log that was there already may hold what the archive has not
    }

    @Override
    public void committed() {
        if (!isMarked) {
            mark();
        }
    }

    @Override
    public void beforeCheckpoint() {
        capture();
    }

    @Override
    public void closed() {
        lock.lock();
        try {
            isOpen = false;
            closeTail();
            var known = sums;
            if (!isBroken && hasChanged && known != null) {
                saved.save(file, txid, known);
            }
            sums = null;
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "the sums of " + file + " were not saved", e);
        } finally {
            lock.unlock();
        }
        mark(); // it may be forgotten
    }

    /** There may be something to read, or to put into the store. */
    void mark() {
        isMarked = true;
        onCommit.accept(this);
    }

    /** From now on a commit marks it again. */
    void unmark() {
        isMarked = false;
    }

    /** Whether the archive lacks something, until the facet is opened again. */
    boolean isBroken() {
        lock.lock();
        try {
            return isBroken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it must be kept, for its facet or for what waits. */
    boolean isInUse() {
        return isOpen || hasWork();
    }

    /** Whether the store is to get something, or has. */
    boolean hasWork() {
        lock.lock();
        try {
            return hasPending || !put.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Makes a file of what was committed since the last one. */
    void capture() {
        lock.lock();
        try {
            var open = tail;
            if (open == null || isBroken) {
                return;
            }
            var frames = open.read();
            if (frames.isPresent()) {
                // Never more in the archive than on this machine's disk.
                open.force();
                ship(frames.get());
                open.advance(frames.get());
            }
        } catch (IOException | UncheckedIOException e) {
            breakOff("lacks what was committed", e);
        } finally {
            lock.unlock();
        }
    }

    /** Puts into the store what waits for it, the oldest first; whoever has the turn goes on. */
    void putAll() throws IOException {
        putting.lock();
        try {
            if (hasPending) {
                hasPending = false;
                boolean isDone = false;
                try {
                    for (var pending : spool.pending()) {
                        files.put(pending.level(), pending.name(), pending.file());
                        keep(pending);
                    }
                    isDone = true;
                } finally {
                    hasPending = hasPending || !isDone;
                }
            }
        } finally {
            putting.unlock();
        }
    }

    private void keep(Spool.Pending pending) throws IOException {
        lock.lock();
        try {
            long size = Files.size(pending.file());
            spool.keep(pending);
            put.add(new LtxFiles.File(pending.level(), pending.name(), size));
        } finally {
            lock.unlock();
        }
    }

    /** There is something for the store since before. */
    void expectPending() {
        hasPending = true;
    }

    /** What was put into the store since this was asked last. */
    List<LtxFiles.File> takePut() {
        lock.lock();
        try {
            var taken = List.copyOf(put);
            put.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void ship(WalFrames frames) throws IOException {
        var known =
                sums != null
                        ? sums
                        : saved.load(file, txid)
                                .orElseThrow(
                                        () -> new IOException("the sums of the pages are lost"));
        sums = known;
        hasChanged = true;
        long last = txid + frames.commits();
        var header =
                new LtxHeader(
                        frames.pageSize(),
                        frames.pages(),
                        txid + 1,
                        last,
                        nextMillis(),
                        known.checksum(),
                        frames.start().offset(),
                        frames.end().offset() - frames.start().offset(),
                        frames.start().salt1(),
                        frames.start().salt2(),
                        0);
        spool.write(
                0,
                new LtxName(txid + 1, last),
                out -> {
                    var writer = new LtxWriter(out, header);
                    byte[] page = new byte[frames.pageSize()];
                    for (int i = 0; i < frames.count(); i++) {
                        frames.read(i, page);
                        known.set(
                                frames.page(i),
                                PageSums.ofPage(frames.page(i), page, 0, page.length));
                        writer.page(frames.page(i), page, 0);
                    }
                    known.truncate(frames.pages());
                    writer.finish(known.checksum());
                });
        txid = last;
        hasPending = true;
    }

    /** As the facet was closed, nobody has touched its file since. */
    private boolean continuesFromSaved() throws IOException {
        var newest = newest();
        if (newest.isEmpty() || ClosedDatabase.hasLog(file)) {
            return false;
        }
        long known = newest.get().header().txidMax();
        var loaded = saved.load(file, known);
        if (loaded.isEmpty() || loaded.get().checksum() != newest.get().checksumAfter()) {
            return false;
        }
        txid = known;
        lastMillis = newest.get().header().timestampMillis();
        return true;
    }

    /** The host was killed, and the log goes on after what the archive has. */
    private boolean continuesFromScan() throws IOException {
        var newest = newest();
        if (newest.isEmpty()) {
            return false;
        }
        var header = newest.get().header();
        var database = new ClosedDatabase(file);
        var scanned = database.at(header);
        if (scanned.isEmpty() || scanned.get().sums().checksum() != newest.get().checksumAfter()) {
            return false;
        }
        txid = header.txidMax();
        lastMillis = header.timestampMillis();
        sums = scanned.get().sums();
        place = scanned.get().place();
        hasChanged = true;
        shipWhatIsLeft();
        return true;
    }

    /** Whoever opens the file next may move what is in the log into it. */
    private void shipWhatIsLeft() throws IOException {
        if (!ClosedDatabase.hasLog(file)) {
            return;
        }
        try (var left = WalTail.open(file, place)) {
            var frames = left.read();
            if (frames.isPresent()) {
                left.force();
                ship(frames.get());
                left.advance(frames.get());
                place = left.place();
            }
        }
    }

    /** All that is there, as the first file of a new chain. */
    private void snapshot(boolean isNew) throws IOException {
        long before = 0;
        var newest = newest();
        if (newest.isPresent()) {
            before = newest.get().header().txidMax();
            lastMillis = newest.get().header().timestampMillis();
        }
        // No file of an earlier chain can have this number, be it known here or not: a facet
        // commits less than once a microsecond.
        long first = Math.max(before + 1, clock.millis() * 1_000);
        var database = new ClosedDatabase(file);
        var written = database.writeSnapshot(spool, first, nextMillis(), isNew);
        txid = first;
        hasPending = true;
        sums = written.sums();
        place = written.place();
        hasChanged = true;
    }

    /** Times never go back in a chain, whatever the clock does. */
    private long nextMillis() {
        lastMillis = Math.max(lastMillis, clock.millis());
        return lastMillis;
    }

    private Optional<LtxFiles.Ends> newest() throws IOException {
        return spool.newest().flatMap(LtxFiles.Ends::of);
    }

    private void breakOff(String what, Exception e) {
        isBroken = true;
        LOG.log(
                Level.ERROR,
                "the archive of " + file + " " + what + ", until the facet is opened again",
                e);
    }

    private void closeTail() throws IOException {
        var open = tail;
        tail = null;
        if (open != null) {
            open.close();
        }
    }
}
