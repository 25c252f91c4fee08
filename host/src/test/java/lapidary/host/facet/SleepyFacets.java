package lapidary.host.facet;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Facets that hibernate when a test says so. */
public final class SleepyFacets {
    private SleepyFacets() {}

    /** Of one that has no event. */
    public static void hibernate(Facet facet) {
        assertTrue(facet.hibernateIfIdle());
    }
}
