package lapidary.host.storage;

import lapidary.host.error.ErrorCode;
import lapidary.host.error.LimitException;

/** A disk that is full for some of the host's statements, until this is closed. */
public final class FullFor implements AutoCloseable {
    private FullFor() {}

    /** Lets statements fail that begin so. */
    public static FullFor statements(String beginning) {
        DurableFiles.steps =
                step -> {
                    if (step.startsWith(beginning)) {
                        throw new LimitException(ErrorCode.STORAGE_FULL, "the disk is full");
                    }
                };
        return new FullFor();
    }

    @Override
    public void close() {
        DurableFiles.steps = StorageSteps.UNHEARD;
    }
}
