package lapidary.host.crash;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import lapidary.host.engine.Engine;

/** Opens hosts on crash states, some at a time. Thread-safe. */
final class Checks implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING_MAX = 4;
    private static final int COMPILED_EACH = 10;
    private static final int COMPLAINTS_SHOWN = 5;

    /**
     * A disk after a crash.
     *
     * @param step of the recording after which power was lost
     * @param marks until then
     */
    record Case(int step, String fate, CrashState state, List<Mark> marks) {}

    private final Path folder;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Semaphore places = new Semaphore(THREADS + WAITING_MAX);
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    Checks(Path folder) throws IOException {
        this.folder = Files.createDirectory(folder);
    }

    /** Waits until there is a place. */
    void add(Case crash) throws InterruptedException {
        places.acquire();
        threads.execute(() -> {
            try {
                check(crash);
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            } finally {
                places.release();
            }
        });
    }

    private void check(Case crash) throws IOException {
        long number = count.incrementAndGet();
        var place = Files.createDirectory(folder.resolve("state-" + number));
        crash.state().write(place);
        var complaints =
                Reopening.complaints(place.resolve("data"), mode(number), Ledger.of(crash.marks()));
        if (!complaints.isEmpty() && failed.incrementAndGet() <= COMPLAINTS_SHOWN) {
            failures.add(
                    "power lost after step %d, what was not synced: %s%n  %s%n after%s%n on%s"
                            .formatted(
                                    crash.step(),
                                    crash.fate(),
                                    String.join("\n  ", complaints),
                                    lastOf(crash.marks()),
                                    crash.state()));
        }
        WorkFolder.remove(place);
    }

    /** To compile takes long, and only what is kept of it is of interest here. */
    private static Engine.Mode mode(long number) {
        return number % COMPILED_EACH == 0 ? Engine.Mode.COMPILED : Engine.Mode.INTERPRETED;
    }

    private static String lastOf(List<Mark> marks) {
        var text = new StringBuilder();
        for (var mark : marks.subList(Math.max(0, marks.size() - 6), marks.size())) {
            text.append("\n  ").append(mark.toString().strip());
        }
        return text.toString();
    }

    /** Returns when all is checked; fails if something is wrong. */
    void finish() throws InterruptedException {
        places.acquire(THREADS + WAITING_MAX);
        places.release(THREADS + WAITING_MAX);
        System.out.println(count + " crash states opened, " + failed + " of them wrong");
        if (!failures.isEmpty()) {
            fail(failed + " of " + count + " crash states\n" + String.join("\n", failures));
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
