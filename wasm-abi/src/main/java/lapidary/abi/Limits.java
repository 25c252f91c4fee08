package lapidary.abi;

/**
 * The published limits: defaults, which a namespace or a facet may lower. A guest that meets one is
 * told which, with its value. What happens beyond each is in docs/abi.md, "Limits".
 */
public final class Limits {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    // Modules and instances

    public static final int MODULE_BYTES_MAX = 64 * MIB;

    public static final int MEMORY_PAGE_BYTES = 64 * KIB;
    public static final int MEMORY_BYTES_MAX = 128 * MIB;
    public static final int MEMORY_PAGES_MAX = MEMORY_BYTES_MAX / MEMORY_PAGE_BYTES;

    /** Elements of one table. */
    public static final int TABLE_ELEMENTS_MAX = 100_000;

    /**
     * How deeply calls may nest, in slots: each takes {@link #CALL_SLOTS_BASE}, and two for each of
     * its parameters, locals and results, and four for each operand that it ever has on its stack;
     * one of whose code parts have become functions of their own takes that again for each of them
     * that may be called within another.
     */
    public static final int CALL_SLOTS_MAX = 5 * MIB;

    /** What a call takes that has no values at all. */
    public static final int CALL_SLOTS_BASE = 200;

    /**
     * A function with more code than this, once it is metered and parts of it have become functions
     * of their own, is <em>large</em>: it does not fit a method of the JVM, is interpreted, and its
     * instructions cost {@link Prices#LARGE_FUNCTION} times as much.
     */
    public static final int LARGE_FUNCTION_BYTES = 32 * KIB;

    /** So is one with more locals, and operands on its stack at once, than this. */
    public static final int LARGE_FUNCTION_VALUES = 30_000;

    // Events

    /** About 30 s of one core; see {@link Prices}. */
    public static final long EVENT_FUEL_UNITS_MAX = 30_000_000_000L;

    public static final long EVENT_WALL_MILLIS_MAX = 15 * 60 * 1000L;
    public static final int EVENT_LOG_BYTES_MAX = 256 * KIB;
    public static final int EVENT_CURSORS_MAX = 64;
    public static final int EVENT_SAVEPOINTS_MAX = 16;
    public static final int EVENT_REPLY_HANDLES_MAX = 64;
    public static final int EVENT_SUBREQUESTS_MAX = 1_000;

    // HTTP and RPC

    public static final int REQUEST_BODY_BYTES_MAX = 100 * MIB;

    /** Of a reply's body, what was not yet flushed. */
    public static final int REPLY_BYTES_MAX = 32 * MIB;

    /** A payload, and likewise a reply. */
    public static final int RPC_BYTES_MAX = 32 * MIB;

    /** Names and values of all header fields together. */
    public static final int HEADERS_BYTES_MAX = 64 * KIB;

    public static final int HEADERS_COUNT_MAX = 128;

    /** Of a request that a guest makes of others. */
    public static final int URL_BYTES_MAX = 32 * KIB;

    /** Of a request that leaves the host. */
    public static final int OUTBOUND_REQUEST_BYTES_MAX = 32 * MIB;

    /** Of the reply to one. */
    public static final int OUTBOUND_REPLY_BYTES_MAX = 100 * MIB;

    /** What a policy may name. */
    public static final int OUTBOUND_ORIGINS_MAX = 256;

    // Storage

    /** Ten decimal gigabytes for one facet. */
    public static final long STORAGE_BYTES_MAX = 10_000_000_000L;

    /** A row, a string or a BLOB. */
    public static final int SQL_VALUE_BYTES_MAX = 2 * MIB;

    public static final int SQL_TEXT_BYTES_MAX = 100_000;
    public static final int SQL_COLUMNS_MAX = 100;
    public static final int SQL_PARAMETERS_MAX = 100;
    public static final int SQL_LIKE_PATTERN_BYTES_MAX = 50;
    public static final int SQL_FUNCTION_ARGUMENTS_MAX = 32;
    public static final int SQL_COMPOUND_TERMS_MAX = 5;
    public static final int SQL_EXPRESSION_DEPTH_MAX = 100;
    public static final int SQL_TRIGGER_DEPTH_MAX = 10;

    /** Of views and tables of {@code WITH}, written out where a statement names them. */
    public static final int SQL_COPIES_MAX = 128;

    /** Rows that a statement that writes keeps for its {@code RETURNING}. */
    public static final int SQL_RETURNING_BYTES_MAX = 2 * MIB;

    /** Pages that one step of SQLite's may drop, empty or count: some 20 ms. */
    public static final int SQL_STEP_PAGES_MAX = 10_000;

    /** Bytes of a statement's sort, or of the index that it makes: merging begins in one step. */
    public static final int SQL_SORTED_BYTES_MAX = 48 * MIB;

    /** Columns that a statement sorts or groups by, or makes an index of, with the rowid. */
    public static final int SQL_SORT_COLUMNS_MAX = 32;

    /**
     * A row of a full-text table: it is taken apart into words in one step, and so is shared by the
     * indexes of words and prefixes, down to {@link #SQL_TRIGRAM_ROW_BYTES_MAX}.
     */
    public static final int SQL_FULL_TEXT_ROW_BYTES_MAX = 256 * KIB;

    /** … with another tokenizer than unicode61, ascii, and porter. */
    public static final int SQL_TRIGRAM_ROW_BYTES_MAX = 64 * KIB;

    /** Columns of one that does not hold its text, which share that. */
    public static final int SQL_FULL_TEXT_COLUMNS_MAX = 16;

    /** Lengths of words' beginnings that it may keep indexes of. */
    public static final int SQL_FULL_TEXT_PREFIXES_MAX = 8;

    /** What a full-text table is searched for by {@code MATCH}. */
    public static final int SQL_MATCH_BYTES_MAX = 2 * KIB;

    /** … with another tokenizer, which may find a word at each letter. */
    public static final int SQL_TRIGRAM_MATCH_BYTES_MAX = 96;

    /** Words of a phrase in such a text. */
    public static final int SQL_PHRASE_WORDS_MAX = 32;

    /** Words and phrases, times how many of them may be found at the same word of a row. */
    public static final int SQL_MATCH_PHRASES_MAX = 128;

    /** Words of a text that has {@code NEAR}, with that. */
    public static final int SQL_NEAR_WORDS_MAX = 10;

    /** Pages of a full-text index that is searched for the beginnings of words. */
    public static final int SQL_PREFIX_PAGES_MAX = 256;

    /** A text that {@code highlight} or {@code snippet} is called for, by the host. */
    public static final int SQL_MARKED_BYTES_MAX = 512 * KIB;

    /** A row, where that is left to FTS5, which takes quadratic time. */
    public static final int SQL_MARKED_BY_FTS5_BYTES_MAX = 4 * KIB;

    public static final int KV_KEY_BYTES_MAX = 2 * KIB;

    /** The value alone, its key not counted. */
    public static final int KV_VALUE_BYTES_MAX = 2 * MIB;

    // Alarms

    /** The last millisecond of the year 9999. */
    public static final long ALARM_AT_MILLIS_MAX = 253_402_300_799_999L;

    /** Tries after the first that failed. */
    public static final int ALARM_RETRIES_MAX = 6;

    /** Before the first retry; doubled before each further one, jitter on top. */
    public static final long ALARM_RETRY_DELAY_MILLIS = 2_000;

    // WebSockets and streams

    public static final int WS_MESSAGE_BYTES_MAX = 32 * MIB;
    public static final int WS_SOCKETS_MAX = 32_768;
    public static final int WS_TAGS_MAX = 10;
    public static final int WS_TAG_BYTES_MAX = 256;
    public static final int WS_ATTACHMENT_BYTES_MAX = 16_384;
    public static final int WS_AUTO_RESPONSE_BYTES_MAX = 2_048;

    /** Bytes that a peer has not taken yet, of a socket or a stream. */
    public static final int UNSENT_BYTES_MAX = 1 * MIB;

    // Trees of facets

    /** Levels with the root. */
    public static final int FACET_DEPTH_MAX = 4;

    public static final int FACET_NAME_BYTES_MAX = 256;
    public static final int FACETS_PER_OBJECT_MAX = 65_536;

    /** What a supervisor gives a facet: props, and likewise env with all its names. */
    public static final int PROPS_BYTES_MAX = 1 * MIB;

    public static final int ENV_BYTES_MAX = 1 * MIB;

    /** Of the JSON that a supervisor starts code with. */
    public static final int OPTIONS_BYTES_MAX = 4 * MIB;

    /** Code that runs once, within code that runs once. */
    public static final int ONCE_DEPTH_MAX = 4;

    /** An instance without an event for so long is dropped. */
    public static final long HIBERNATE_AFTER_MILLIS = 10_000;

    private Limits() {}
}
