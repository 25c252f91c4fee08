package lapidary.host.facet;

/**
 * A facet, or its object, was let go by whoever keeps it. Asking for it again gives its successor.
 */
public final class FacetRetiredException extends RuntimeException {
    public FacetRetiredException() {
        super("the facet was let go", null, false, false);
    }
}
