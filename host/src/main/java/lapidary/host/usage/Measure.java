package lapidary.host.usage;

import java.util.Locale;

/**
 * What is measured of events, in the order in which it is stored and shown. All are counts that
 * only grow, and the same for equal events on equal data.
 */
public enum Measure {
    /** Events that came to an end, whatever end; wakes are none. */
    EVENTS("events"),
    /** Those of them that did not commit. */
    FAILURES("failures"),
    /** Instances that were made. */
    WAKES("wakes"),
    /** Units that the facet itself burned, also in its wakes: not what it called. */
    FUEL("fuel"),
    /** Of {@link #FUEL}, what host functions burned; what neither part says is instructions'. */
    HOST_FUEL("hostFuel"),
    /** Of {@link #FUEL}, what statements, keys and values burned. */
    SQL_FUEL("sqlFuel"),
    /** Steps of SQLite's virtual machine, by the blocks in which they are paid. */
    SQL_STEPS("sqlSteps"),
    /** Rows stepped out of cursors, and values of keys that were read. */
    ROWS_READ("rowsRead"),
    /** Rows changed, by triggers too, and keys. */
    ROWS_WRITTEN("rowsWritten"),
    /** Bytes that came with events: heads, and what was read of bodies. */
    BYTES_IN("bytesIn"),
    /** Bytes that events gave away: heads, bodies, messages. */
    BYTES_OUT("bytesOut");

    private static final int COUNT = values().length;

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    /** As it is called in JSON. */
    public String label() {
        return label;
    }

    /** As it is called in SQL. */
    public String column() {
        return label.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** How many there are. */
    static int count() {
        return COUNT;
    }
}
