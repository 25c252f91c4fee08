package lapidary.abi;

/**
 * The price table, in fuel units. One unit stands for about a nanosecond of the reference machine.
 *
 * <p>A price is a constant or grows with a number that the guest gave, never with what the host
 * happens to have cached: equal inputs burn equal fuel. Instructions are in {@link
 * InstructionPrices}.
 */
public final class Prices {
    // Bytes

    /** Copying a byte between guest and host, twice at most, and checking its UTF-8. */
    private static final int COPIED_BYTES_PER_UNIT = 4;

    /** {@code memory.copy}, {@code fill} and {@code init} move 32 bytes or more in a nanosecond. */
    public static final int BULK_BYTES_PER_UNIT = 32;

    /** A page of {@code memory.grow} is found and cleared. */
    public static final long MEMORY_GROW_PAGE = 6L * Limits.MEMORY_PAGE_BYTES / BULK_BYTES_PER_UNIT;

    /**
     * How many pages are copied for each new one: a memory gets half as much again, and a memory of
     * 1.5 n pages is copied after 0.5 n were added. Never more than there were.
     */
    public static final long MEMORY_GROW_COPIES = 3;

    /** A page that {@code memory.grow} copies: read, and written to where nothing was yet. */
    public static final long MEMORY_GROW_COPIED_PAGE = MEMORY_GROW_PAGE;

    /** An element of {@code table.copy}, {@code fill} or {@code grow}. */
    public static final long TABLE_ELEMENT = 1;

    /** An element of {@code table.init}, which is computed each time. */
    public static final long TABLE_INIT_ELEMENT = 20;

    /** A byte of header fields that a guest sets: taken apart, and each character looked at. */
    public static final long HEADER_BYTE = 2;

    /** A global, an export or a segment of a new instance, beyond its first thousand. */
    public static final long INSTANCE_ITEM = 250;

    /** How many times its price an instruction costs in a large function, which is interpreted. */
    public static final int LARGE_FUNCTION = 64;

    /** A byte of {@code random_get}: the generator is a cipher. */
    public static final long RANDOM_BYTE = 3;

    /** A byte of a log line is copied, escaped, stored and shown. */
    public static final long LOG_BYTE = 10;

    /** One of the buffers of {@code fd_write}: looked up, checked. */
    public static final long BUFFER = 50;

    // Wakes

    /** An instance is made; each page of its memory costs {@link #MEMORY_GROW_PAGE} more. */
    public static final long WAKE = 50_000;

    // Calls, by kind

    /** Crossing into the host and back, for what it has at hand. */
    public static final long CROSSING = 40;

    /** Looking something small up: a cursor's state, the event's request, a variable. */
    public static final long LOOK_UP = 80;

    /** A prepared SELECT by key takes 1.2 to 1.8 µs. */
    public static final long STORAGE_READ = 1_200;

    /** A prepared write by key, its share of the commit not counted. */
    public static final long STORAGE_WRITE = 2_500;

    /** A savepoint opened or closed: one small statement. */
    public static final long SAVEPOINT = 3_000;

    /** Checking a statement's text against what is allowed, binding, and the first step. */
    public static final long SQL_EXEC = 1_500;

    /** A line for the log: time, place, a queue. */
    public static final long LOG_LINE = 3_000;

    /** What goes to a socket or a stream: framing, a queue, a wake-up. */
    public static final long SEND = 5_000;

    /** A socket that {@code facet_ws.list} looks at. */
    public static final long SOCKET_LISTED = 10;

    /** A commit takes 10 to 23 µs; the sync, 250 µs, is shared. */
    public static final long COMMIT_POINT = 50_000;

    /** Another facet's event: its turn, its transaction, and a commit point before it. */
    public static final long CALL_OUT = 100_000;

    /** Changing the tree of facets makes or removes files: about 1 ms. */
    public static final long TREE_CHANGE = 1_000_000;

    /** Each facet that goes with a deletion: its row, its file. */
    public static final long FACET_DELETED = 100_000;

    /** Each facet that is copied: its row, a file that is made and synced. */
    public static final long FACET_COPIED = 1_000_000;

    /** A page of a facet's database that is copied. */
    public static final long FACET_COPIED_PAGE = 2_000;

    /** Of a facet that sleeps, the database is opened and read. */
    public static final long FACET_USAGE = 500_000;

    /** A name of {@code supervisor_facets.list}. */
    public static final long FACET_LISTED = 50;

    /** A byte of the JSON that a facet is started with: parsed, checked, kept. */
    public static final long OPTIONS_BYTE = 10;

    /**
     * A byte of a module to be loaded is hashed, checked and rewritten. Compiling is the wake's.
     */
    public static final long LOAD_BYTE = 20;

    // SQL

    /** A statement's text is parsed and planned, whether it was prepared before or not. */
    public static final long SQL_PREPARE = 1_000;

    public static final long SQL_PREPARE_BYTE = 10;

    /** A view or a table {@code WITH} that is written out where it is named. */
    public static final int SQL_COPY = 2_000;

    /** Each of them, for each other one in the statement. */
    public static final int SQL_COPY_BESIDE_ANOTHER = 1_000;

    /** A step of SQLite's virtual machine that touches no value over 16 KiB. */
    public static final long SQL_STEP = 15;

    /** How much more a step costs where rows are sorted, as by ORDER BY without an index. */
    public static final long SQL_STEP_SORT_FACTOR = 2;

    /** … and where functions look at each byte, as {@code upper} does. */
    public static final long SQL_STEP_HEAVY_FACTOR = 2;

    /** … and where texts of JSON are read, or each byte is written out, as by {@code hex}. */
    public static final long SQL_STEP_JSON_FACTOR = 4;

    /** … and where a command goes through a full-text index: each reads or writes a page of it. */
    public static final long SQL_STEP_COMMAND_FACTOR = 15;

    /** No value that a statement touches is longer, or its steps cost more. */
    public static final int SQL_NARROW_BYTES = 16 << 10;

    /** … where rows are written in a loop, or functions look at each byte. */
    public static final int SQL_HEAVY_NARROW_BYTES = 4 << 10;

    /** A longer value is taken to be half as long as the longest that the statement may touch. */
    public static final int SQL_WIDTH_SHARE = 2;

    /** Beginning again, because a value was longer than the steps before were priced for. */
    public static final long SQL_WIDEN = 20_000;

    /** Looking a row up, or putting it in its place, in a database of fewer than 128 pages. */
    public static final long SQL_SEEK = 50;

    /** … and for each time that it has twice as many. */
    public static final long SQL_SEEK_DOUBLING = 100;

    /** A key put into an index, or taken out, is as much as looking so many rows up. */
    public static final int SQL_KEY_SEEKS = 10;

    /** A call into a full-text table is as much as looking so many rows up; into an R*Tree, one. */
    public static final int SQL_FULL_TEXT_SEEKS = 4;

    /** A change of an R*Tree: several statements. */
    public static final long SQL_VIRTUAL_CHANGE = 10_000;

    /** A row put into a full-text table or taken out: several statements … */
    public static final long SQL_FULL_TEXT_CHANGE = 60_000;

    /** … and a byte of its text, taken apart into words, which are kept in their order. */
    public static final long SQL_FULL_TEXT_BYTE = 60;

    /** A row stepped out of a cursor: the call into SQLite and back. */
    public static final long SQL_ROW = 500;

    /** A value bound or read: one call into SQLite each. */
    public static final long SQL_VALUE = 100;

    /** A byte given to or returned by an SQL function, which is linear in it. */
    public static final long SQL_FUNCTION_BYTE = 2;

    /** A call of {@code highlight} or {@code snippet}. */
    public static final long SQL_MARK = 5_000;

    /** A byte of a text in which matches are marked, on top: words are told apart and compared. */
    public static final long SQL_MARKED_BYTE = 6;

    /** Bytes of values that come out of the database, for a unit. */
    private static final int SQL_READ_BYTES_PER_UNIT = 2;

    /** A byte of a value that may be written to the database, and to its log. */
    public static final long SQL_WRITTEN_BYTE = 1;

    /** A call of a function that is the host's own. */
    public static final long SQL_FUNCTION = 500;

    /** A page of the database that one step may visit: read, decoded, perhaps written. */
    public static final long SQL_PAGE = 3_000;

    /** The schema is read anew, and whatever was prepared before is prepared again. */
    public static final long SQL_SCHEMA_CHANGE = 300_000;

    /** To find out whether a statement freed pages, in a database that is not small. */
    public static final long SQL_FREED_LOOK = 1_500;

    /** To find out how many pages a table has. */
    public static final long SQL_PAGES_LOOKED_UP = 40_000;

    /** A page of a long value that is freed, since it was deleted or replaced. */
    public static final long SQL_PAGE_FREED = 1_600;

    /** A page of a long value that SQLite follows to what lies behind it, or through a key. */
    public static final long SQL_PAGE_FOLLOWED = 1_200;

    /** A page of a table whose rows are counted in one step. */
    public static final long SQL_PAGE_COUNTED = 500;

    /** Of a database. */
    private static final int PAGE_BYTES = 4_096;

    private Prices() {}

    /** What copying so many bytes costs: rounded up, nothing for none. */
    public static long copied(long bytes) {
        return Math.ceilDiv(bytes, COPIED_BYTES_PER_UNIT);
    }

    /** What reading so many bytes from the database and copying them costs. */
    public static long sqlRead(long bytes) {
        return Math.ceilDiv(bytes, SQL_READ_BYTES_PER_UNIT);
    }

    /** What copying a facet's database of so many bytes costs. */
    public static long copiedPages(long bytes) {
        return FACET_COPIED_PAGE * Math.ceilDiv(bytes, PAGE_BYTES);
    }

    /** What preparing an SQL text of so many bytes costs. */
    public static long sqlPrepare(long textBytes) {
        return SQL_PREPARE + SQL_PREPARE_BYTE * textBytes;
    }

    /**
     * What it costs beside its own text to prepare a statement in which so many copies of views and
     * tables {@code WITH} are written out, with so many bytes together: SQLite goes through all
     * that is there already for each.
     */
    public static long sqlWrittenOut(long copies, long bytes) {
        return copies * (SQL_COPY + copies * SQL_COPY_BESIDE_ANOTHER) + bytes * SQL_PREPARE_BYTE;
    }

    /**
     * The fixed price of calling an import, charged before anything else. One that answers only
     * {@code DENIED} or {@code ENOSYS} costs a crossing.
     */
    public static long call(AbiFunction function) {
        if (function.availability() != Availability.OFFERED) {
            return CROSSING;
        }
        return offered(function);
    }

    /** The fixed price once offered: what {@link #call} answers from then on. */
    static long offered(AbiFunction function) {
        return switch (function.module()) {
            case AbiImports.FACET_HTTP -> http(function.name());
            case AbiImports.FACET_SQL -> sql(function.name());
            case AbiImports.FACET_KV -> kv(function.name());
            case AbiImports.FACET_ALARM -> alarm(function.name());
            case AbiImports.FACET_WS -> ws(function.name());
            case AbiImports.FACET_RPC -> LOOK_UP;
            case AbiImports.FACET_INFO -> info(function.name());
            case AbiImports.FACET_LOG -> LOG_LINE;
            case AbiImports.SUPERVISOR_FACETS -> facets(function.name());
            case AbiImports.SUPERVISOR_LOADER -> loader(function.name());
            case AbiImports.WASI -> wasi(function.name());
            case AbiImports.ENV -> env(function.name());
            default -> throw new IllegalArgumentException("no price for " + function.signature());
        };
    }

    private static long http(String name) {
        return switch (name) {
            case "flush" -> COMMIT_POINT;
            case "fetch" -> CALL_OUT;
            case "detach", "stream_write", "stream_close" -> SEND;
            default -> LOOK_UP;
        };
    }

    private static long sql(String name) {
        return switch (name) {
            case "exec" -> SQL_EXEC;
            case "begin", "commit", "rollback" -> SAVEPOINT;
            case "database_size" -> STORAGE_READ;
            default -> LOOK_UP;
        };
    }

    private static long kv(String name) {
        return switch (name) {
            case "put", "delete" -> STORAGE_WRITE;
            default -> STORAGE_READ;
        };
    }

    private static long alarm(String name) {
        return switch (name) {
            case "set", "clear" -> STORAGE_WRITE;
            case "get" -> STORAGE_READ;
            default -> CROSSING;
        };
    }

    private static long ws(String name) {
        return switch (name) {
            case "accept", "send", "close", "auto_response" -> SEND;
            case "attachment_set" -> STORAGE_WRITE;
            case "attachment_get", "list", "tags" -> STORAGE_READ;
            default -> CROSSING;
        };
    }

    private static long info(String name) {
        return switch (name) {
            case "abi_version", "fuel_left" -> CROSSING;
            case "delete_all" -> TREE_CHANGE;
            default -> LOOK_UP;
        };
    }

    private static long facets(String name) {
        return switch (name) {
            case "start", "abort", "delete", "clone" -> TREE_CHANGE;
            case "fetch", "call" -> CALL_OUT;
            case "list" -> STORAGE_READ;
            case "usage" -> FACET_USAGE;
            default -> LOOK_UP;
        };
    }

    private static long loader(String name) {
        return switch (name) {
            case "load" -> TREE_CHANGE;
            case "fetch" -> CALL_OUT;
            default -> STORAGE_READ;
        };
    }

    private static long wasi(String name) {
        return switch (name) {
            case "environ_get", "environ_sizes_get", "random_get", "fd_write" -> LOOK_UP;
            default -> CROSSING;
        };
    }

    private static long env(String name) {
        return name.startsWith("console.") || name.equals("trace") ? LOG_LINE : CROSSING;
    }
}
