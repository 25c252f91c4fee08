package lapidary.host.crash;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host as clients know it. What returns was acknowledged; that something to be removed is not
 * there is an acknowledgement, too.
 */
interface Host {
    void upload(String name, int variant) throws IOException, InterruptedException;

    /** A namespace whose objects have facets {@code a} and {@code b} of that module. */
    void putNamespace(String name, String module) throws IOException, InterruptedException;

    void deleteNamespace(String name) throws IOException, InterruptedException;

    void attach(Address facet, String module) throws IOException, InterruptedException;

    void deleteFacet(Address facet) throws IOException, InterruptedException;

    void deleteObject(String namespace, String object) throws IOException, InterruptedException;

    /** The first column of the last statement's rows. */
    List<String> sql(Address facet, String text) throws IOException, InterruptedException;

    /** What the probe replies to an operation, which is to succeed. */
    String probe(Address facet, String operation) throws IOException, InterruptedException;

    /** Modules' digests by name; each module can be read. */
    Map<String, String> modules() throws IOException, InterruptedException;

    List<String> namespaces() throws IOException, InterruptedException;

    /** Modules by facet by object; null where nobody names one. */
    Map<String, Map<String, @Nullable String>> objects(String namespace)
            throws IOException, InterruptedException;

    /** What a namespace's document says that is to be put by {@link #putNamespace}. */
    static String document(String module) {
        return "{\"facets\":{\"a\":{\"module\":\"%1$s\"},\"b\":{\"module\":\"%1$s\"}}}"
                .formatted(module);
    }
}
