package lapidary.host.object;

/**
 * Who keeps a module from being deleted.
 *
 * @param namespace whose document, or one of whose objects, refers to the module
 * @param text who that is, as the end of a sentence
 */
public record ModuleUse(String namespace, String text) {
    /**
     * A namespace's document refers to it.
     *
     * @param field of the document
     */
    static ModuleUse inDocument(String namespace, String field) {
        return new ModuleUse(namespace, "namespace " + namespace + " refers to it in " + field);
    }

    /** A facet of one object was set to run it. */
    static ModuleUse byFacet(String namespace, String object, String path) {
        return new ModuleUse(
                namespace,
                "facet "
                        + FacetPath.shown(path)
                        + " of object "
                        + object
                        + " in namespace "
                        + namespace
                        + " runs it");
    }
}
