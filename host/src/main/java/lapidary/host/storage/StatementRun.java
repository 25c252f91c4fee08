package lapidary.host.storage;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.ErrorCode;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.sql.StatementKind;
import lapidary.host.usage.Measure;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * One statement of a guest's on its way from the first step to the last. Confined to whoever has
 * the turn.
 *
 * <p>No step shows how long the values are that it touches. So a statement begins with a bound that
 * SQLite itself keeps, its steps priced for that; at the first longer value SQLite gives up, and
 * the statement is run again, wider and dearer from that step on (see {@link Tariff}). What wrote
 * is undone before; what read passes over the rows that were given out already, and so must not be
 * run again after the data have changed: from then on it is {@linkplain Tariff#lift lifted}.
 */
final class StatementRun implements SqlCursor.Rows {
    private final GuestSql guest;
    private final FacetSession session;
    private final String text;
    private final int index;
    private final @Nullable Object[] values;
    private CompiledStatement compiled;
    private Tariff tariff;
    private EventMemory.@Nullable Share share;
    private int valueBytesMax = Limits.SQL_VALUE_BYTES_MAX;
    private boolean cacheable = true;
    private boolean released;

    /** Rows that were stepped to. */
    private long rowCount;

    StatementRun(
            GuestSql guest,
            String text,
            int index,
            CompiledStatement compiled,
            @Nullable Object[] values) {
        this.guest = guest;
        this.session = guest.session;
        this.text = text;
        this.index = index;
        this.compiled = compiled;
        this.values = values;
        this.tariff = new Tariff(_ -> 0, Width.KIB_16, 1, FollowedPages.none());
    }

    SqlCursor start() {
        FuelMeter meter = session.event().meter;
        if (compiled.facts().clears() && OneStep.isTooMuch(guest.programs.pageCount())) {
            deleteRowByRow();
        }
        compiled.marking().ifPresent(this::mark);
        valueBytesMax = guest.fullText.valueBytesMax(compiled.fullText(), values);
        share = session.eventMemory.take(compiled.memory(), valueBytesMax);
        long pages = guest.eventPages();
        ProgramFacts facts = compiled.facts();
        long valueBytes = valueBytes();
        if (facts.writes()) {
            meter.charge(valueBytes * writtenBytePrice());
        }
        FollowedPages followed = followed();
        var width =
                Width.of(facts.steps().narrowest(), Math.max(valueBytes, followed.copiedBytes()));
        meter.charge(facts.steps().programPrice());
        meter.charge(followed.startPrice());
        if (followed.copiedBytes() > valueBytes) {
            meter.charge(facts.steps().widePrice(width));
        }
        meter.charge(facts.steps().startPrice(pages, width, valueBytes));
        tariff = new Tariff(at -> stepPrice(pages, at), width, facts.stepsAtATime(), followed);
        guest.rowids.check(facts);
        guest.counters.beforeGuest(facts);
        guest.programs.oneStep.pay(facts, meter);
        return facts.writes() ? write() : read();
    }

    /** Looked at only where there are long rows. */
    private FollowedPages followed() {
        return session.longRows.isEmpty()
                ? FollowedPages.none()
                : compiled.rowUse().followed(session.longRows, guest.programs.pageCount());
    }

    private long stepPrice(long pages, Width width) {
        long price = compiled.facts().steps().price(pages, width);
        // Each step inside reads or writes a page of the index.
        boolean isLong = compiled.fullText().goesThroughIndex();
        return isLong ? price * Prices.SQL_STEP_COMMAND_FACTOR : price;
    }

    private long writtenBytePrice() {
        boolean words = !compiled.fullText().changes().isEmpty();
        return Prices.SQL_WRITTEN_BYTE + (words ? Prices.SQL_FULL_TEXT_BYTE : 0);
    }

    /** What its parameters search for says whether the host can mark it. */
    private void mark(CompiledStatement.Marking marking) {
        Optional<MarkedQuery> query =
                guest.fullText.marked(marking.table(), compiled.fullText(), values);
        if (query.isPresent()) {
            guest.programs.marked.put(marking.number(), query.get());
            return;
        }
        CompiledStatement unmarked = guest.programs.unmarked(compiled, marking);
        guest.cache.give(text, index, compiled, session.schema());
        compiled = unmarked;
        cacheable = false;
    }

    private void deleteRowByRow() {
        if (compiled.approved().kind() != StatementKind.WRITE) {
            throw OneStep.refused("REINDEX", "delete rows first, and put them back in parts");
        }
        CompiledStatement deleting = guest.programs.deletingRowByRow(compiled);
        guest.cache.give(text, index, compiled, session.schema());
        compiled = deleting;
        cacheable = false;
    }

    private long valueBytes() {
        long bytes = 0;
        for (Object value : values) {
            bytes += bytes(value);
        }
        return bytes;
    }

    private static long bytes(@Nullable Object value) {
        return switch (value) {
            case byte[] blob -> blob.length;
            case String string -> string.length();
            case null, default -> 0;
        };
    }

    private SqlCursor read() {
        boolean row = firstRow();
        if (compiled.facts().usesChance()) {
            tariff.lift();
        }
        return filled(cursor -> {
            if (row) {
                cursor.keepRow();
            } else {
                cursor.release();
            }
        });
    }

    private SqlCursor write() {
        session.beforeChange();
        session.transaction.ensureBegun();
        if (!changesSchema()) {
            return writeWidening();
        }
        session.event().meter.charge(Prices.SQL_SCHEMA_CHANGE);
        session.guard.note();
        compiled.rowUse().look();
        try {
            SqlCursor cursor = writeWidening();
            noteLongRows(true);
            session.longRows.forgetDropped(guest.counters);
            return cursor;
        } finally {
            // Even if it failed: SQLite may have read the schema anew, and would prepare again
            // whatever was prepared before, in the middle of a step that is charged.
            session.schemaChanged();
        }
    }

    private boolean changesSchema() {
        StatementKind kind = compiled.approved().kind();
        return kind == StatementKind.ANALYZE || kind == StatementKind.SCHEMA;
    }

    private SqlCursor writeWidening() {
        while (true) {
            try {
                return mayChangeMuch() ? writeUndoably() : writeOnce();
            } catch (TooWide _) {
                widen();
            }
        }
    }

    /** SQLite alone would not undo all of it if it gave up in the middle. */
    private boolean mayChangeMuch() {
        return compiled.facts().mayStopMidway() || !compiled.columns().isEmpty();
    }

    /** Too many rows of RETURNING refuse the statement, and it has then changed nothing. */
    private SqlCursor writeUndoably() {
        SqlCursor[] cursor = new SqlCursor[1];
        boolean done = false;
        try {
            session.transaction.undoably(() -> cursor[0] = writeOnce());
            done = true;
        } catch (SqliteFailure e) {
            Refusal refusal = session.failed(e);
            session.event().breakWith(ErrorCode.INTERNAL);
            throw refusal;
        } finally {
            if (!done) {
                session.longRows.undone();
            }
        }
        return cursor[0];
    }

    /** Before it is written, since a statement that fails may keep what it wrote until then. */
    private void noteLongRows(boolean makes) {
        Width width = tariff.width();
        if (width.compareTo(Width.KIB_16) > 0) {
            long[] valueBytes = Arrays.stream(values).mapToLong(StatementRun::bytes).toArray();
            int made = makes ? guest.programs.newestRoot() : OpenRoots.MADE;
            compiled.rowUse().note(session.longRows, guest.counters, valueBytes, width, made);
        }
    }

    private SqlCursor writeOnce() {
        if (compiled.approved().kind() == StatementKind.WRITE) {
            noteLongRows(false);
        }
        var freed = guest.freedPages.begin(compiled.facts().frees());
        long before = session.totalChanges();
        boolean row = firstStep();
        if (compiled.approved().kind() == StatementKind.WRITE) {
            guest.counters.guestWrote();
        }
        if (compiled.approved().kind() == StatementKind.ANALYZE) {
            guest.hiddenStatistics.forget();
        }
        return filled(cursor -> {
            cursor.keepAllRows(row);
            cursor.wrote(session.totalChanges() - before);
            freed.pay(session.event().meter);
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

    /** Of a statement that reads. */
    private boolean firstRow() {
        while (true) {
            try {
                return counted(firstStep());
            } catch (TooWide _) {
                widen();
            }
        }
    }

    @Override
    public boolean step() {
        if (compiled.facts().writes()) {
            return nextStep();
        }
        try {
            return counted(nextStep());
        } catch (TooWide _) {
            widen();
            return stepAgain();
        }
    }

    /** To the row after those that were given out already. */
    private boolean stepAgain() {
        long known = rowCount;
        while (true) {
            rowCount = 0;
            try {
                boolean row = counted(firstStep());
                while (row && rowCount <= known) {
                    row = counted(nextStep());
                }
                return row;
            } catch (TooWide _) {
                widen();
            }
        }
    }

    private boolean counted(boolean row) {
        rowCount += row ? 1 : 0;
        return row;
    }

    private void widen() {
        compiled.sql().close();
        FuelMeter meter = session.event().meter;
        meter.charge(Prices.SQL_WIDEN);
        guest.written.pay(compiled.writtenOutPrice());
        tariff.widen();
        ProgramCost steps = compiled.facts().steps();
        meter.charge(steps.firstSteps() + steps.widePrice(tariff.width()));
        compiled = guest.programs.again(compiled);
        released = false;
    }

    private boolean firstStep() {
        session.event().meter.charge(Prices.SQL_ROW);
        countSteps(compiled.facts().steps().firstStepCount());
        return metered(() -> compiled.sql().start(values));
    }

    private boolean nextStep() {
        session.event().meter.charge(tariff.rowPrice());
        countSteps(Tariff.STEPS_OF_ROW);
        return metered(() -> compiled.sql().step());
    }

    /** Of those that are paid before they are made. */
    private void countSteps(long count) {
        session.event().used.add(Measure.SQL_STEPS, count);
    }

    private interface Stepping {
        boolean step();
    }

    /**
     * One call of {@code sqlite3_step}.
     *
     * @throws TooWide if it met a value that is too long for now
     */
    private boolean metered(Stepping stepping) {
        Width width = tariff.width();
        tariff.rowBegins();
        session.roomFor(width, compiled.memory(), share());
        session.steps.arm(session.event(), tariff);
        try {
            return stepping.step();
        } catch (SqliteFailure e) {
            session.disarm();
            if (e.primary() == SQLiteErrorCode.SQLITE_TOOBIG && tariff.canWiden()) {
                released = true; // Nobody is to use what is about to be closed.
                throw new TooWide();
            }
            throw explained(session.failed(e));
        } finally {
            session.disarm();
            session.roomAfter();
        }
    }

    private Refusal explained(Refusal refusal) {
        boolean tooLong = refusal.text().endsWith(SQLiteErrorCode.SQLITE_TOOBIG.name());
        if (!tooLong || valueBytesMax == Limits.SQL_VALUE_BYTES_MAX) {
            return refusal;
        }
        return new Refusal(
                ResultCode.SQL,
                "a value has more than "
                        + valueBytesMax
                        + " bytes, the most where rows of full-text tables are changed or marked: "
                        + SQLiteErrorCode.SQLITE_TOOBIG.name());
    }

    private EventMemory.Share share() {
        return Objects.requireNonNull(share);
    }

    @Override
    public void beforeChange() {
        tariff.lift();
    }

    @Override
    public PreparedSql statement() {
        return compiled.sql();
    }

    @Override
    public void release() {
        if (share != null) {
            session.eventMemory.giveBack(share);
            share = null;
        }
        if (released) {
            return;
        }
        released = true;
        if (cacheable) {
            guest.cache.give(text, index, compiled, session.schema());
        } else {
            compiled.sql().close();
        }
    }

    /** The statement is to be run again, wider. Carries no stack trace. */
    private static final class TooWide extends RuntimeException {
        TooWide() {
            super("a longer value than the steps are priced for", null, false, false);
        }
    }
}
