package lapidary.host.feed;

import java.util.Optional;
import java.util.function.Predicate;
import lapidary.host.usage.Receipt;

/**
 * What a listener wants to be told of, and may be. Immutable.
 *
 * @param isCovered whether it may be told of a namespace of that name
 * @param facet path in its object
 */
public record FeedFilter(
        Predicate<String> isCovered,
        Optional<String> namespace,
        Optional<String> object,
        Optional<String> facet) {
    boolean takes(String inNamespace, String inObject, String inFacet) {
        return isCovered.test(inNamespace)
                && isOrAny(namespace, inNamespace)
                && isOrAny(object, inObject)
                && isOrAny(facet, inFacet);
    }

    /** Whole, if any event in it is wanted: what it called is in the same object. */
    boolean takes(Receipt receipt) {
        return takes(receipt.namespace(), receipt.object(), receipt.facet())
                || receipt.calls().stream().anyMatch(this::takes);
    }

    private static boolean isOrAny(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.get().equals(actual);
    }
}
