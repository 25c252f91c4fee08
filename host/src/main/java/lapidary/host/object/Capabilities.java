package lapidary.host.object;

import java.util.Collection;
import java.util.TreeSet;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.module.Digest;
import lapidary.host.module.ModuleStore;

/** What a module imports that must be granted, against what was. Stateless. */
final class Capabilities {
    private Capabilities() {}

    /**
     * Makes the module ready to run, if it imports nothing that it was not granted.
     *
     * @throws CallerException {@code CAPABILITY_DENIED} with the list of what it was not
     */
    static void require(ModuleStore modules, Digest digest, Collection<String> granted) {
        var missing = new TreeSet<>(modules.capabilities(digest));
        missing.removeAll(granted);
        if (!missing.isEmpty()) {
            throw new CallerException(
                            ErrorCode.CAPABILITY_DENIED,
                            "the module imports what it was not granted: "
                                    + String.join(", ", missing)
                                    + "; name it in the facet's capabilities")
                    .with("capabilities", missing.stream().sorted().toList());
        }
    }
}
