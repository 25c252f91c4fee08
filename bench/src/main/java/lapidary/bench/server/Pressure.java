package lapidary.bench.server;

import java.io.IOException;
import java.time.Duration;
import lapidary.bench.load.Load;
import lapidary.bench.load.LoadGenerator;
import lapidary.bench.load.Outcome;

/** A load generator at a server whose processor time is watched. */
public final class Pressure {
    private final LoadGenerator generator;

    public Pressure(LoadGenerator generator) {
        this.generator = generator;
    }

    /** Sends it, and adds what the server used meanwhile. */
    public Outcome put(ServerProcess server, Load load) throws IOException, InterruptedException {
        Duration before = server.cpu();
        long start = System.nanoTime();
        Outcome outcome = generator.run(load);
        double elapsed = System.nanoTime() - start;
        return outcome.withServerCores(server.cpu().minus(before).toNanos() / elapsed);
    }

    /** As much as makes a server compile its code, if any; what it gave does not count. */
    public void warm(Load load, Duration time) throws IOException, InterruptedException {
        if (time.isZero()) {
            return;
        }
        generator.run(
                new Load(load.server(), load.paths(), load.connections(), time, load.perSecond()));
    }

    public String generator() {
        return generator.version();
    }
}
