package lapidary.host.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import lapidary.abi.Limits;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects with as many facets as there may be. */
class ManyFacetsTest {
    private static final String OBJECT = "o";

    @TempDir Path dataDir;

    @Test
    void ten_thousand_facets_below_one_are_used_aborted_and_deleted() throws Exception {
        make(10_000);
        try (var test = new TestObjects(dataDir)) {
            var facets = test.objects.find("test", OBJECT).facets();
            assertEquals(10_001, facets.size());
            test.objects.setFacet("test", OBJECT, "a/f77", TestObjects.HOSTILE);
            assertEquals(1L, value(test, "a/f77"));
            test.objects.cloneFacet("test", OBJECT, "a/f77", "a/f78");
            test.objects.deleteFacet("test", OBJECT, "a/f79");
            test.objects.abortFacet("test", OBJECT, "a", "enough");
            facets = test.objects.find("test", OBJECT).facets();
            assertEquals(10_000, facets.size());
            assertEquals(1, facets.stream().filter(facet -> facet.module() != null).count());
            test.objects.deleteFacet("test", OBJECT, "a");
            assertEquals(List.of(), test.objects.find("test", OBJECT).facets());
        }
        try (var files = Files.walk(dataDir.resolve("objects"))) {
            assertEquals(1, files.filter(file -> file.toString().endsWith(".db")).count());
        }
    }

    @Test
    void one_facet_more_than_there_may_be_is_refused() throws Exception {
        make(Limits.FACETS_PER_OBJECT_MAX - 2); // and a itself
        try (var test = new TestObjects(dataDir)) {
            test.objects.setFacet("test", OBJECT, "a/last", TestObjects.HOSTILE);
            var refused =
                    assertThrows(
                            HostException.class,
                            () ->
                                    test.objects.setFacet(
                                            "test", OBJECT, "a/over", TestObjects.HOSTILE));
            assertEquals(ErrorCode.FACETS_LIMIT_EXCEEDED, refused.code());
            String text = String.valueOf(refused.getMessage());
            assertTrue(text.contains("65536"), text);
            test.objects.deleteFacet("test", OBJECT, "a/last");
            test.objects.setFacet("test", OBJECT, "a/over", TestObjects.HOSTILE);
        }
    }

    private static Object value(TestObjects test, String facet) throws Exception {
        return test.objects
                .sql("test", OBJECT, facet, "SELECT 1", List.of())
                .rows()
                .getFirst()
                .getFirst();
    }

    /** An object with facet a and so many below it, as starts one by one would have left it. */
    private void make(int count) throws Exception {
        Path tree;
        try (var test = new TestObjects(dataDir)) {
            test.objects.sql("test", OBJECT, "a", "CREATE TABLE t (v)", List.of());
        }
        try (var files = Files.walk(dataDir.resolve("objects"))) {
            tree = files.filter(file -> file.endsWith("0.db")).findFirst().orElseThrow();
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + tree);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d)
                    INSERT INTO _lap_facet (parent, name, options)
                    SELECT 1, 'f' || i, '{"module":"hostile"}' FROM n
                    """
                            .formatted(count));
        }
    }
}
