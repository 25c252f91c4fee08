package lapidary.host.fairness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the neighbours: asks the same small thing some hundred times a second, and notes how long
 * each reply took. Confined to its own thread until it has ended.
 */
final class LightLoad {
    private static final long PAUSE_NANOS = 3_000_000;

    private final String method;
    private final String path;
    private final byte[] body;
    private long[] nanos = new long[1 << 12];
    private int count;
    private int failures;

    LightLoad(String method, String path, byte[] body) {
        this.method = method;
        this.path = path;
        this.body = body;
    }

    void run(int port, long untilNanos) {
        try (var connection = new Connection(port)) {
            while (System.nanoTime() < untilNanos) {
                long start = System.nanoTime();
                int status = connection.send(method, path, body);
                note(System.nanoTime() - start);
                failures += status / 100 == 2 ? 0 : 1;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int failures() {
        return failures;
    }

    long[] nanos() {
        return Arrays.copyOf(nanos, count);
    }

    private void note(long taken) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = taken;
    }
}
