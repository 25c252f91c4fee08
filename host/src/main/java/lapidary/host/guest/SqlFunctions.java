package lapidary.host.guest;

import lapidary.abi.ListWriter;
import lapidary.abi.ValuesReader;

/** {@code facet_sql}: statements and cursors over the facet's database. See docs/abi.md. */
final class SqlFunctions {
    private static final String MODULE = "facet_sql";

    private SqlFunctions() {}

    static void register(HostFunctions.Registry registry) {
        registry.add(MODULE, "exec", SqlFunctions::exec);
        registry.add(MODULE, "columns", SqlFunctions::columns);
        registry.add(MODULE, "next", SqlFunctions::next);
        registry.add(MODULE, "row_size", (c, a) -> c.database().cursor((int) a[0]).rowSize());
        registry.add(MODULE, "rows_read", (c, a) -> c.database().cursor((int) a[0]).rowsRead());
        registry.add(
                MODULE, "rows_written", (c, a) -> c.database().cursor((int) a[0]).rowsWritten());
        registry.add(MODULE, "close", done((c, a) -> c.database().closeCursor((int) a[0])));
        registry.add(MODULE, "begin", done((c, _) -> c.database().beginSavepoint()));
        registry.add(MODULE, "commit", done((c, _) -> c.database().commitSavepoint()));
        registry.add(MODULE, "rollback", done((c, _) -> c.database().rollbackSavepoint()));
        registry.add(MODULE, "database_size", (c, _) -> c.database().databaseSize());
    }

    /** What has nothing to answer but that it was done. */
    private interface Action {
        void apply(GuestContext context, long[] arguments);
    }

    private static GuestCall done(Action action) {
        return (context, arguments) -> {
            action.apply(context, arguments);
            return 0;
        };
    }

    /** {@code exec(sql_ptr, sql_len, args_ptr, args_len) -> i32}: a cursor. */
    private static long exec(GuestContext context, long[] arguments) {
        // The database refuses a text that is too long, before it looks at it.
        int sqlLen = (int) arguments[1];
        byte[] memory = context.memory().array();
        int argsLen = (int) arguments[3];
        context.chargeBytes(argsLen);
        int sqlPtr = sqlLen == 0 ? 0 : (int) arguments[0];
        var values = new ValuesReader(memory, (int) arguments[2], argsLen);
        return context.database().open(memory, sqlPtr, sqlLen, values);
    }

    /** {@code columns(cursor, out_ptr, out_cap) -> i32}: a list of names. */
    private static long columns(GuestContext context, long[] arguments) {
        var cursor = context.database().cursor((int) arguments[0]);
        // Few bytes of SQL can name many bytes of columns: they are paid for whether they fit or
        // not.
        context.chargeBytes(cursor.columnsLength());
        var names = new ListWriter();
        cursor.columns(names);
        return context.answer(
                names.buffer(), 0, names.size(), (int) arguments[1], (int) arguments[2]);
    }

    /** {@code next(cursor, out_ptr, out_cap) -> i32}: as many whole rows as fit; 0 at the end. */
    private static long next(GuestContext context, long[] arguments) {
        var cursor = context.database().cursor((int) arguments[0]);
        return cursor.next(context.memory().array(), (int) arguments[1], (int) arguments[2]);
    }
}
