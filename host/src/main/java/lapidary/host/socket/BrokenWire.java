package lapidary.host.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection that is no more. Stateless. */
final class BrokenWire implements Wire {
    @Override
    public byte @Nullable [] read(long nanosMax) {
        return null;
    }

    @Override
    public void readWithin(long nanos) {
        // nothing is waited for
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        throw new IOException("the client has gone");
    }

    @Override
    public void endOutput() {
        // it has ended
    }

    @Override
    public void breakOff() {
        // it is
    }
}
