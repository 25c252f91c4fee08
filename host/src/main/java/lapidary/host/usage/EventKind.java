package lapidary.host.usage;

import java.util.Locale;

/** What an event was. */
public enum EventKind {
    FETCH,
    CALL,
    ALARM,
    WS_MESSAGE,
    WS_CLOSE,
    WS_ERROR,
    /** One text of SQL from an operator. */
    SQL,
    /** An instance was made: what an event waits for that finds none. */
    WAKE,
    /** A module was run once, without storage. */
    ONCE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As receipts name it. */
    public String label() {
        return label;
    }

    /** The kind of event that calls an export of that name. */
    public static EventKind ofExport(String export) {
        return valueOf(export.toUpperCase(Locale.ROOT));
    }
}
