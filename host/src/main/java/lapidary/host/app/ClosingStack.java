package lapidary.host.app;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened, to be closed in reverse order, each thing once, whatever the others throw.
 * Confined to a thread at a time.
 */
final class ClosingStack implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T push(T opened) {
        open.push(opened);
        return opened;
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("not everything could be closed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
