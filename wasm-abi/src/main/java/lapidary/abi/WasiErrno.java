package lapidary.abi;

/** The errors that {@code wasi_snapshot_preview1} answers here. Source: WASI preview 1, "errno". */
public final class WasiErrno {
    public static final int SUCCESS = 0;

    /** Not an open descriptor: only 0, 1 and 2 are. */
    public static final int BADF = 8;

    /** An unknown clock, whence or the like. */
    public static final int INVAL = 28;

    /** Not offered: no files, no sockets. */
    public static final int NOSYS = 52;

    /** A stream cannot be positioned. */
    public static final int SPIPE = 70;

    private WasiErrno() {}
}
