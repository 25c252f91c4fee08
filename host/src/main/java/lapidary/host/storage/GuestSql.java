package lapidary.host.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    private final FacetSession session;
    private final Programs programs;
    private final Settings settings;
    private final Counters counters;
    private final HiddenStatistics hiddenStatistics;
    private final RowidGuard rowids;
    private final StatementCache cache = new StatementCache();

    GuestSql(FacetSession session, Programs programs, Settings settings, Counters counters) {
        this.session = session;
        this.programs = programs;
        this.settings = settings;
        this.counters = counters;
        this.rowids = new RowidGuard(session);
        this.hiddenStatistics = new HiddenStatistics(session, counters);
    }

    /** An event begins. */
    void begin() {
        rowids.begin();
    }

    /** Runs every statement of the text; a cursor over the last one's rows. */
    SqlCursor exec(byte[] memory, int offset, int length, ValuesReader arguments) {
        FuelMeter meter = session.workingEvent().meter;
        meter.charge(Prices.sqlPrepare(length));
        refuseLongText(length);
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
                            ResultCode.INVALID,
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
        var run = new Run(text, index, compile(text, index, approved));
        try {
            return run.start(values);
        } catch (RuntimeException e) {
            run.release();
            throw e;
        }
    }

    private CompiledStatement compile(String text, int index, ApprovedStatement approved) {
        CompiledStatement idle = cache.take(text, index, session.schema());
        return idle != null ? idle : programs.compile(approved, session.schema());
    }

    /** One statement on its way from the first step to the last. */
    private final class Run implements SqlCursor.Rows {
        private final String text;
        private final int index;
        private final CompiledStatement compiled;
        private boolean released;

        Run(String text, int index, CompiledStatement compiled) {
            this.text = text;
            this.index = index;
            this.compiled = compiled;
        }

        SqlCursor start(@Nullable Object[] values) {
            ProgramFacts facts = compiled.facts();
            session.event().meter.charge(facts.programPrice());
            rowids.check(facts);
            counters.beforeGuest(facts);
            if (facts.visitsAllPages()) {
                session.event().meter.charge(programs.pageCount() * Prices.SQL_PAGE);
            }
            if (!facts.writes()) {
                return read(values);
            }
            session.transaction.ensureBegun();
            return compiled.columns().isEmpty() ? write(values) : writeUndoably(values);
        }

        private SqlCursor read(@Nullable Object[] values) {
            boolean row = firstStep(values);
            return filled(cursor -> {
                if (row) {
                    cursor.keepRow();
                } else {
                    cursor.release();
                }
            });
        }

        private SqlCursor write(@Nullable Object[] values) {
            long before = session.totalChanges();
            boolean row = firstStep(values);
            counters.guestWrote();
            afterWrite();
            return filled(cursor -> {
                cursor.keepAllRows(row);
                cursor.wrote(session.totalChanges() - before);
            });
        }

        /** A cursor over this statement that stays open only if it could be filled. */
        private SqlCursor filled(Consumer<SqlCursor> filling) {
            var cursor = new SqlCursor(session, compiled.columns(), this);
            boolean done = false;
            try {
                filling.accept(cursor);
                done = true;
                return cursor;
            } finally {
                if (!done) {
                    cursor.close();
                }
            }
        }

        private void afterWrite() {
            StatementKind kind = compiled.approved().kind();
            if (kind == StatementKind.ANALYZE) {
                hiddenStatistics.forget();
            }
            if (kind == StatementKind.ANALYZE || kind == StatementKind.SCHEMA) {
                session.schemaChanged();
            }
        }

        /** Too many rows of RETURNING refuse the statement, and it has then changed nothing. */
        private SqlCursor writeUndoably(@Nullable Object[] values) {
            SqlCursor[] cursor = new SqlCursor[1];
            session.transaction.undoably(() -> cursor[0] = write(values));
            return cursor[0];
        }

        private boolean firstStep(@Nullable Object[] values) {
            session.event().meter.charge(Prices.SQL_ROW);
            arm();
            try {
                return compiled.sql().start(values);
            } catch (SqliteFailure e) {
                session.disarm();
                throw session.failed(e);
            } finally {
                session.disarm();
            }
        }

        @Override
        public boolean step() {
            arm();
            try {
                return compiled.sql().step();
            } catch (SqliteFailure e) {
                session.disarm();
                throw session.failed(e);
            } finally {
                session.disarm();
            }
        }

        private void arm() {
            session.steps.arm(session.event().meter, compiled.facts().stepPrice());
        }

        @Override
        public PreparedSql statement() {
            return compiled.sql();
        }

        @Override
        public void release() {
            if (!released) {
                released = true;
                cache.give(text, index, compiled, session.schema());
            }
        }
    }

    @Override
    public void close() {
        cache.close();
        rowids.close();
    }
}
