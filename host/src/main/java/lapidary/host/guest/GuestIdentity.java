package lapidary.host.guest;

import java.util.Map;

/**
 * Who a facet is, and what its supervisor gave it. Immutable.
 *
 * @param id the facet's id as its supervisor chose it; by default the object's
 * @param facetPath {@code /} for the root, {@code /a/b} below
 * @param props bytes that the supervisor gave, as text
 */
public record GuestIdentity(
        String namespace,
        String objectName,
        String id,
        String facetPath,
        String props,
        Map<String, String> env) {
    public GuestIdentity {
        env = Map.copyOf(env);
    }

    /** For messages and logs: {@code namespace/object/facet}. */
    public String label() {
        return namespace + "/" + objectName + facetPath;
    }
}
