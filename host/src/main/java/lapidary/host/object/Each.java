package lapidary.host.object;

import java.util.Collection;
import java.util.function.Consumer;

/** Does something with each of many, whatever becomes of the others. Stateless. */
final class Each {
    private Each() {}

    /**
     * One that fails does not keep the others from it: what it threw is thrown when all is done.
     */
    static <T> void of(Collection<T> all, Consumer<T> action) {
        Throwable failure = null;
        for (T one : all) {
            try {
                action.accept(one);
            } catch (RuntimeException | Error e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            default -> throw (RuntimeException) failure;
        }
    }
}
