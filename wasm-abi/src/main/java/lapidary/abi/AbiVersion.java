package lapidary.abi;

/**
 * The version of the contract with guests. Additions do not change it; published names never do.
 */
public final class AbiVersion {
    /** What {@code facet_info.abi_version} answers. */
    public static final int CURRENT = 1;

    private AbiVersion() {}
}
