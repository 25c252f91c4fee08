package lapidary.host.http;

/** A facet as a query names it. Stateless. */
final class QueriedFacet {
    private static final String ROOT = "~";

    private QueriedFacet() {}

    /** The path, from that or from what stands for a facet in other routes: {@code ~} or a/b. */
    static String of(String text) {
        if (text.equals(ROOT)) {
            return "/";
        }
        return text.startsWith("/") ? text : "/" + text;
    }
}
