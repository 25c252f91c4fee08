package lapidary.host.cli;

/**
 * What a command is aimed at, {@code NS/OBJECT/REST}. The object is taken as written, with {@code
 * %2F} for a slash and {@code %25} for a percent sign in its name; the rest is the caller's.
 */
record Target(String namespace, String object, String rest) {
    /** Reads a target; the message of the exception is for the user. */
    static Target parse(String text) {
        int first = text.indexOf('/');
        int second = text.indexOf('/', first + 1);
        if (first < 0 || first == second) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not NAMESPACE/OBJECT/…, such as demo/hello/app");
        }
        // A query may follow the object at once: demo/hello?x=1
        int question = text.indexOf('?', first + 1);
        int end = second < 0 ? text.length() : second;
        if (question >= 0 && question < end) {
            end = question;
        }
        return new Target(
                Names.requirePlain("namespace", text.substring(0, first)),
                Names.requireFree("object", PathSegment.decode(text.substring(first + 1, end))),
                text.substring(end));
    }

    /** The path under the data plane, with everything encoded that needs to be. */
    String dataPath() {
        return "/o/" + namespace + "/" + PathSegment.encode(object) + PathSegment.encodeRest(rest);
    }

    /** The path of the object under the control plane. */
    String controlPath() {
        return "/v1/namespaces/" + namespace + "/objects/" + PathSegment.encode(object);
    }

    /**
     * The path of the facet that the rest names, nested ones as {@code a/b}, the root as {@code ~}.
     */
    String facetPath() {
        String facet = rest.startsWith("/") ? rest.substring(1) : "";
        if (facet.isEmpty()) {
            throw new IllegalArgumentException(
                    "a facet is missing: NAMESPACE/OBJECT/FACET, with ~ for the object's root");
        }
        return controlPath() + "/facets/" + PathSegment.encode(PathSegment.decode(facet));
    }
}
