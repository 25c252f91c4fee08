package lapidary.host.guest;

/** Where a guest's log lines go. Thread-safe. */
public interface GuestLog {
    /**
     * Takes one line.
     *
     * @param level 0 trace, 1 debug, 2 info, 3 warning, 4 error
     * @param text a stranger's text: any character may be in it
     */
    void write(GuestIdentity facet, int level, String text);
}
