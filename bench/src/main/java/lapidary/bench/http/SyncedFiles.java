package lapidary.bench.http;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.bench.load.Outcome;

/**
 * What the disk alone gives: threads that each write 4 KiB to one of many files and sync it ({@code
 * fdatasync}), again and again. Confined to one thread but for those that it starts.
 */
final class SyncedFiles implements AutoCloseable {
    private static final int WRITE_BYTES = 4096;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Where a write goes. */
    enum Place {
        /** The same 4 KiB each time: the file's length stays. */
        OVERWRITTEN,
        /** Behind all others: the file grows. */
        APPENDED
    }

    private final List<FileChannel> files = new ArrayList<>();

    SyncedFiles(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var file = FileChannel.open(folder.resolve(i + ".data"), CREATE, WRITE);
            files.add(file);
            file.write(block(), 0);
            file.force(true);
        }
    }

    /** Writes with so many threads at a time, each to any file, for so long. */
    Outcome measure(int threads, Duration time, Place place) {
        var writes = new AtomicLong();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        var all = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofPlatform().start(() -> write(end, place, writes)));
        }
        all.forEach(SyncedFiles::join);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        return new Outcome(writes.get() / seconds, Map.of(), 0, 0);
    }

    private void write(long end, Place place, AtomicLong writes) {
        var block = block();
        try {
            while (System.nanoTime() < end) {
                var file = files.get(ThreadLocalRandom.current().nextInt(files.size()));
                file.write(block.clear(), place == Place.APPENDED ? file.size() : 0);
                file.force(false);
                writes.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer block() {
        return ByteBuffer.allocateDirect(WRITE_BYTES);
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            file.close();
        }
    }
}
