package lapidary.host.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import lapidary.host.usage.Receipt;

/**
 * Somebody who is told what happens, from a queue that is bounded: who is slow loses entries, and
 * is told how many. Thread-safe: {@code lock} guards the queue.
 */
public final class FeedListener implements AutoCloseable {
    /** Entries that wait to be told. */
    static final int ENTRIES_MAX = 1_000;

    /** What they hold together, about. */
    public static final long BYTES_MAX = 2 << 20;

    /** An entry without its texts. */
    private static final long ENTRY_BYTES = 500;

    private final FeedFilter filter;
    private final Consumer<FeedListener> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<FeedEntry> queue = new ArrayDeque<>();
    private long bytes;
    private long lost;
    private boolean isEnded;

    FeedListener(FeedFilter filter, Consumer<FeedListener> onClose) {
        this.filter = filter;
        this.onClose = onClose;
    }

    void tell(FeedEntry.Line line) {
        if (filter.takes(line.namespace(), line.object(), line.facet())) {
            add(line, size(line));
        }
    }

    void tell(Receipt receipt) {
        if (filter.takes(receipt)) {
            add(new FeedEntry.Ended(receipt), size(receipt));
        }
    }

    private void add(FeedEntry entry, long size) {
        lock.lock();
        try {
            if (queue.size() >= ENTRIES_MAX || bytes + size > BYTES_MAX) {
                lost++;
            } else {
                queue.add(entry);
                bytes += size;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * All that waits to be told, in order; nothing if nothing came for so long, or it has ended.
     * What was lost is told after what was not.
     */
    public List<FeedEntry> take(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (queue.isEmpty() && lost == 0 && !isEnded && left > 0) {
                left = changed.awaitNanos(left);
            }
            var taken = new ArrayList<>(queue);
            queue.clear();
            bytes = 0;
            if (lost > 0) {
                taken.add(new FeedEntry.Lost(lost));
                lost = 0;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is to be told. */
    public void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    public boolean isEnded() {
        lock.lock();
        try {
            return isEnded;
        } finally {
            lock.unlock();
        }
    }

    private static long size(FeedEntry.Line line) {
        return ENTRY_BYTES + 2L * line.text().length();
    }

    private static long size(Receipt receipt) {
        long size = 2 * ENTRY_BYTES + 2L * receipt.reason().length();
        for (var call : receipt.calls()) {
            size += size(call);
        }
        return size;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
