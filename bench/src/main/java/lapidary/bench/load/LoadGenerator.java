package lapidary.bench.load;

import java.io.IOException;

/** A program that puts load on a server. Used by one thread at a time. */
public interface LoadGenerator {
    /** Its name and version, as results name it. */
    String version();

    /**
     * Sends it, and waits for the replies.
     *
     * @throws IOException if the tool failed, or anything was not answered with a 2xx
     */
    Outcome run(Load load) throws IOException, InterruptedException;
}
