package lapidary.host.module;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;

/**
 * Whose a module's name is: {@code NAMESPACE--NAME} is that namespace's, the last {@code --}
 * counts, and all others are the whole host's (decision 0014). Stateless.
 */
public final class ModuleOwner {
    private static final String SEPARATOR = "--";

    private ModuleOwner() {}

    /**
     * Whether guests of a namespace may name a module; a digest names what its bytes are, and is
     * nobody's.
     */
    public static boolean isVisible(String reference, String namespace) {
        int separator = reference.lastIndexOf(SEPARATOR);
        return separator <= 0 || reference.substring(0, separator).equals(namespace);
    }

    /** Refuses another namespace's module as if there were none. */
    public static void requireVisible(String reference, String namespace) {
        if (!isVisible(reference, namespace)) {
            throw new CallerException(
                    ErrorCode.MODULE_NOT_FOUND, "the facet's module is not there: " + reference);
        }
    }
}
