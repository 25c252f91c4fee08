package lapidary.host.facet;

/** What code that a guest runs once runs as. Thread-safe. */
@FunctionalInterface
public interface OnceSpecs {
    /** For a host whose guests run no code. */
    OnceSpecs NONE =
            (_, _, _) -> {
                throw new UnsupportedOperationException("nobody runs code here");
            };

    /**
     * Reads options, and makes the module ready.
     *
     * @param caller who runs it, and may pass on no more than it has
     * @param module a name or a digest
     * @param options JSON, as those of {@code start}; empty means none
     * @throws lapidary.host.error.HostException if there is no such module, or the options are
     *     wrong
     */
    FacetSpec within(FacetSpec caller, String module, byte[] options);
}
