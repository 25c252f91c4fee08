package lapidary.bench.server;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.bench.load.Paths;

/** Many objects, each of which has been asked once. */
public final class Population {
    private static final int CLIENTS = 16;

    private Population() {}

    /**
     * Asks each object of a range once, several at a time: those that are new are made.
     *
     * @param from the number of the first one
     * @param to the number of the last one
     */
    public static void make(URI server, Paths paths, int from, int to)
            throws IOException, InterruptedException {
        var next = new AtomicInteger(from);
        Callable<Integer> client =
                () -> {
                    var caller = new Caller(server);
                    int number = next.getAndIncrement();
                    for (; number <= to; number = next.getAndIncrement()) {
                        caller.get(paths.of(number));
                    }
                    return number;
                };
        try (var executor = Executors.newFixedThreadPool(CLIENTS)) {
            var clients = new ArrayList<Future<Integer>>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(executor.submit(client));
            }
            for (var each : clients) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("could not make objects " + from + " to " + to, e.getCause());
        }
    }
}
