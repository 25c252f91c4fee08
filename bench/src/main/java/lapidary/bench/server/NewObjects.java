package lapidary.bench.server;

import java.io.IOException;

/** How a server is asked for what it has never seen. Numbers are never used twice. */
public interface NewObjects {
    /** The first request ever to an object, whose code others run already: a durable write. */
    String knownCode(int number) throws IOException;

    /** Hands the server code that it has never seen, where it wants that before it is asked. */
    void upload(int number) throws IOException;

    /** The first request ever to an object that runs the code of this number: a durable write. */
    String unseenCode(int number) throws IOException;
}
