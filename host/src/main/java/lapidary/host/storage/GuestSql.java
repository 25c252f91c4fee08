package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import lapidary.abi.EncodingException;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.abi.Utf8;
import lapidary.abi.ValueTag;
import lapidary.abi.ValuesReader;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.sql.ApprovedSql;
import lapidary.host.sql.ApprovedStatement;
import lapidary.host.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/** Runs the SQL of a guest: {@code facet_sql.exec}. Confined to whoever has the turn. */
final class GuestSql implements AutoCloseable {
    private static final Object[] NOTHING = {};
    private static final long UNKNOWN = -1;

    final FacetSession session;
    final Programs programs;
    private final Settings settings;
    final Counters counters;
    final HiddenStatistics hiddenStatistics;
    final RowidGuard rowids;
    final FullTextGuard fullText;
    final FreedPages freedPages;
    final WrittenOut written;
    final StatementCache cache = new StatementCache();
    private long eventPages;

    /** Transactions that had begun when the pages were counted, and none was open. */
    private long pagesCountedAt = UNKNOWN;

    /** Whether the event that is on has asked. */
    private boolean pagesAreOfEvent;

    private boolean virtualTablesAreNew;

    GuestSql(FacetSession session, Programs programs, Settings settings, Counters counters) {
        this.session = session;
        this.programs = programs;
        this.settings = settings;
        this.counters = counters;
        this.rowids = new RowidGuard(session);
        this.fullText = new FullTextGuard(session, programs.oneStep);
        this.written = new WrittenOut(session);
        this.freedPages = new FreedPages(this::eventPages, programs::freePageCount);
        this.hiddenStatistics = new HiddenStatistics(session, counters);
    }

    /** An event begins. */
    void begin() {
        rowids.begin();
        programs.marked.begin();
        pagesAreOfEvent = false;
        virtualTablesAreNew = false;
    }

    /**
     * Pages of the database when the event first asked. What rows that are looked for cost goes by
     * that: asking for each statement would cost a microsecond. They are counted again only if
     * something may have been written since the last time, by this event or another.
     */
    long eventPages() {
        if (!pagesAreOfEvent) {
            pagesAreOfEvent = true;
            long begun = session.transaction.begun();
            if (pagesCountedAt != begun) {
                eventPages = programs.pageCount();
                pagesCountedAt = session.transaction.isOpen() ? UNKNOWN : begun;
            }
        }
        return eventPages;
    }

    /** Runs every statement of the text; a cursor over the last one's rows. */
    SqlCursor exec(byte[] memory, int offset, int length, ValuesReader arguments) {
        FuelMeter meter = session.workingEvent().meter;
        refuseLongText(length);
        meter.charge(Prices.sqlPrepare(length));
        session.refuseAnotherCursor();
        String text = text(memory, offset, length);
        @Nullable Object[] values = values(arguments, meter);
        ApprovedSql approved = cache.approve(text, length);
        List<ApprovedStatement> statements = approved.statements();
        refuseOtherCount(statements, values.length);
        int last = statements.size() - 1;
        for (int i = 0; i < last; i++) {
            runToEnd(text, i, statements.get(i));
        }
        return run(text, last, statements.get(last), values);
    }

    private static void refuseLongText(int length) {
        if (length > Limits.SQL_TEXT_BYTES_MAX) {
            throw new Refusal(
                    ResultCode.SQL,
                    "the SQL text has "
                            + length
                            + " bytes; the limit is "
                            + Limits.SQL_TEXT_BYTES_MAX
                            + ": SQLITE_TOOBIG");
        }
    }

    private static String text(byte[] memory, int offset, int length) {
        try {
            return Utf8.decode(memory, offset, length);
        } catch (EncodingException e) {
            throw new Refusal(ResultCode.INVALID, "the SQL text: " + e.getMessage());
        }
    }

    private static @Nullable Object[] values(ValuesReader arguments, FuelMeter meter) {
        List<@Nullable Object> values = new ArrayList<>();
        try {
            while (arguments.next()) {
                if (values.size() == Limits.SQL_PARAMETERS_MAX) {
                    throw new Refusal(
                            ResultCode.SQL,
                            "there are more than " + Limits.SQL_PARAMETERS_MAX + " values");
                }
                meter.charge(Prices.SQL_VALUE + Prices.copied(arguments.length()));
                values.add(value(arguments));
            }
        } catch (EncodingException e) {
            throw new Refusal(
                    ResultCode.INVALID, "value " + (values.size() + 1) + ": " + e.getMessage());
        }
        return values.toArray();
    }

    private static @Nullable Object value(ValuesReader argument) {
        return switch (argument.tag()) {
            case ValueTag.TAG_INTEGER -> argument.integer();
            case ValueTag.TAG_REAL -> argument.real();
            case ValueTag.TAG_TEXT -> argument.text();
            case ValueTag.TAG_BLOB -> argument.blob();
            default -> null;
        };
    }

    private static void refuseOtherCount(List<ApprovedStatement> statements, int valueCount) {
        for (ApprovedStatement statement : statements.subList(0, statements.size() - 1)) {
            if (statement.parameterCount() != 0) {
                throw new Refusal(
                        ResultCode.INVALID, "only the last statement may have parameters");
            }
        }
        int parameterCount = statements.getLast().parameterCount();
        if (parameterCount > Limits.SQL_PARAMETERS_MAX) {
            return; // SQLite says so in its own words.
        }
        if (parameterCount != valueCount) {
            throw new Refusal(
                    ResultCode.INVALID,
                    "the statement has "
                            + parameterCount
                            + " parameters, but "
                            + valueCount
                            + " values were given");
        }
    }

    /**
     * Not the last: what its rows are does not matter, that there is no failure among them does.
     */
    private void runToEnd(String text, int index, ApprovedStatement approved) {
        try (SqlCursor cursor = run(text, index, approved, NOTHING)) {
            cursor.skipToEnd();
        }
    }

    private SqlCursor run(
            String text, int index, ApprovedStatement approved, @Nullable Object[] values) {
        if (approved.kind() == StatementKind.SETTING) {
            return settings.apply(approved);
        }
        CompiledStatement compiled = compile(text, index, approved);
        if (compiled.facts().virtual() && !virtualTablesAreNew) {
            // What they run inside is charged too, and goes by what they read and prepared before.
            virtualTablesAreNew = true;
            compiled.sql().close();
            session.forgetSchema();
            compiled = compile(text, index, approved);
        }
        var run = new StatementRun(this, text, index, compiled, values);
        try {
            return run.start();
        } catch (RuntimeException e) {
            run.release();
            throw e;
        }
    }

    private CompiledStatement compile(String text, int index, ApprovedStatement approved) {
        CompiledStatement idle = cache.take(text, index, session.schema());
        if (idle != null) {
            written.pay(idle.writtenOutPrice());
            return idle;
        }
        long price = written.pay(approved);
        return programs.compile(approved, session.schema()).writingOut(price);
    }

    @Override
    public void close() {
        cache.close();
        rowids.close();
    }
}
