package lapidary.abi;

/** What a guest gets that calls an import. Every import can be linked against in any case. */
public enum Availability {
    /** It does what docs/abi.md says. */
    OFFERED,
    /** Promised by the contract; until then it answers {@link ResultCode#DENIED}, "not yet". */
    LATER,
    /** Not promised: there to link against, and answers {@link WasiErrno#NOSYS}. */
    STUB
}
