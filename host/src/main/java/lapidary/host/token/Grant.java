package lapidary.host.token;

import java.util.Set;
import java.util.TreeSet;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.object.Names;

/**
 * What a request may do. Immutable.
 *
 * @param namespaces those it is limited to, in order; none stands for all of them
 */
public record Grant(Role role, Set<String> namespaces) {
    /** What everybody may do while there are no tokens. */
    public static final Grant EVERYTHING = new Grant(Role.ADMIN, Set.of());

    private static final int NAMESPACES_MAX = 100;
    private static final String MODULE_SEPARATOR = "--";

    public Grant {
        namespaces = Set.copyOf(namespaces);
        namespaces.forEach(Names::namespace);
        if (namespaces.size() > NAMESPACES_MAX) {
            throw invalid("a token names at most " + NAMESPACES_MAX + " namespaces");
        }
        switch (role) {
            case ADMIN -> {
                if (!namespaces.isEmpty()) {
                    throw invalid("an admin token may do all, so it names no namespaces");
                }
            }
            case DEPLOY -> {
                // limited or not
            }
            case INVOKE -> {
                if (namespaces.isEmpty()) {
                    throw invalid("an invoke token names the namespaces that it reaches");
                }
            }
        }
    }

    /** The namespaces, in order. */
    public Set<String> sortedNamespaces() {
        return new TreeSet<>(namespaces);
    }

    /** Whether it ends at some namespaces. */
    public boolean isLimited() {
        return !namespaces.isEmpty();
    }

    /** Whether a namespace, which need not exist, is within it. */
    public boolean covers(String namespace) {
        return namespaces.isEmpty() || namespaces.contains(namespace);
    }

    /**
     * Whether a module of that name is within it. Modules' names are the whole host's; those of the
     * form {@code NAMESPACE--NAME} belong to that namespace. The last {@code --} is the one that
     * counts, so that a name belongs to one namespace only. See decision 0014.
     */
    public boolean coversModule(String module) {
        int separator = module.lastIndexOf(MODULE_SEPARATOR);
        return namespaces.isEmpty()
                || (separator > 0 && namespaces.contains(module.substring(0, separator)));
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
