package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lapidary.host.facet.BrokenFacets;
import lapidary.host.facet.Facet;
import lapidary.host.facet.Outcome.Replied;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A facet that fails while it is tidied up keeps no other from it. */
class SweepIT {
    @TempDir Path dataDir;

    @Test
    void all_facets_of_all_objects_are_swept_whichever_of_them_fail() throws Exception {
        try (var test = new TestObjects(dataDir)) {
            for (String object : List.of("one", "other")) {
                for (String facet : List.of("a", "b", "c")) {
                    wake(test, object, facet);
                }
            }
            var facets = test.objects.withInstance().toList();
            assertEquals(6, facets.size());
            var broken = new ArrayList<>(facets);
            var whole = broken.removeLast();
            broken.forEach(BrokenFacets::closeConnection);
            var failed = assertThrows(RuntimeException.class, () -> test.objects.sweep());
            assertTrue(failed.getSuppressed().length > 0);
            assertEquals(List.of(whole), test.objects.withInstance().toList());
            assertEquals(0, broken.stream().filter(Facet::isAwake).count());
            test.objects.sweep();
            for (String object : List.of("one", "other")) {
                for (String facet : List.of("a", "b", "c")) {
                    wake(test, object, facet);
                }
            }
        }
    }

    private static void wake(TestObjects test, String object, String facet) throws Exception {
        assertInstanceOf(Replied.class, test.fetch(object, facet, "burn/1", ""));
    }
}
