package lapidary.host.billing;

/** The last line of a page: the next one begins after it. */
public record UsageCursor(String namespace, String object, String facet, long hour) {
    /** Before all lines. */
    public static final UsageCursor START = new UsageCursor("", "", "", 0);

    /** Of a line that was the last. */
    public static UsageCursor of(UsageLine line) {
        var account = line.account();
        return new UsageCursor(account.namespace(), account.object(), account.facet(), line.hour());
    }

    /** Before the first line of a namespace, if that is further on. */
    public UsageCursor notBefore(String first) {
        return namespace.compareTo(first) >= 0 ? this : new UsageCursor(first, "", "", 0);
    }
}
