package lapidary.host.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import lapidary.host.sql.MarkCalls;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/**
 * Puts the host's functions in the place of SQLite's own, on one connection. They may be used in
 * views, triggers and generated columns, as SQLite's may.
 */
final class HostFunctions {
    private static final int DETERMINISTIC = 0x800;
    private static final int INNOCUOUS = 0x200000;
    private static final int ANY = -1;

    private static final List<String> TIME_FIRST =
            List.of("date", "time", "datetime", "julianday", "unixepoch");

    private final FacetSession session;
    private final Counters counters;
    private final Settings settings;
    private final MarkedQueries marked;

    HostFunctions(
            FacetSession session, Counters counters, Settings settings, MarkedQueries marked) {
        this.marked = marked;
        this.session = session;
        this.counters = counters;
        this.settings = settings;
    }

    void register() {
        try {
            registerText();
            registerClock();
            registerChance();
            registerCounters();
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    private void registerText() throws SQLException {
        StepMeter steps = session.steps;
        pure("instr", 2, TextFunctions.instr(steps));
        pure("replace", 3, TextFunctions.replace(steps));
        for (int count = 1; count <= 2; count++) {
            pure("trim", count, TextFunctions.trim(steps, true, true));
            pure("ltrim", count, TextFunctions.trim(steps, true, false));
            pure("rtrim", count, TextFunctions.trim(steps, false, true));
            pure("group_concat", count, new JoinFunction(steps));
        }
        pure("string_agg", 2, new JoinFunction(steps));
        pure("like", 2, TextFunctions.like(steps, settings::isLikeCaseSensitive));
        pure("like", 3, TextFunctions.like(steps, settings::isLikeCaseSensitive));
        pure("glob", 2, TextFunctions.glob(steps));
        impure(MarkCalls.HIGHLIGHT, ANY, new MarkFunction(steps, marked, false));
        impure(MarkCalls.SNIPPET, ANY, new MarkFunction(steps, marked, true));
        calculated("printf", arguments -> arguments);
        calculated("format", arguments -> arguments);
    }

    private void registerClock() throws SQLException {
        var clock = new EventClock(() -> session.event().inputs.startMillis());
        for (String name : TIME_FIRST) {
            calculated(name, clock::timeFirst);
        }
        calculated("strftime", clock::timeSecond);
        pure("timediff", 2, new CalculatedFunction(session.steps, "timediff", clock::times));
        current("current_timestamp", "datetime", clock);
        current("current_date", "date", clock);
        current("current_time", "time", clock);
    }

    private void current(String name, String function, EventClock clock) throws SQLException {
        pure(name, 0, new CalculatedFunction(session.steps, function, clock::timeFirst));
    }

    private void registerChance() throws SQLException {
        impure("random", 0, new ChanceFunctions.RandomInteger(session));
        impure("randomblob", 1, new ChanceFunctions.RandomBytes(session));
    }

    private void registerCounters() throws SQLException {
        impure("changes", 0, new CounterFunction(session.steps, counters::changes));
        impure("total_changes", 0, new CounterFunction(session.steps, counters::totalChanges));
    }

    private void calculated(String name, UnaryOperator<@Nullable Object[]> change)
            throws SQLException {
        pure(name, ANY, new CalculatedFunction(session.steps, name, change));
    }

    private void pure(String name, int count, Function function) throws SQLException {
        Function.create(session.connection, name, function, count, DETERMINISTIC | INNOCUOUS);
    }

    private void impure(String name, int count, Function function) throws SQLException {
        Function.create(session.connection, name, function, count, INNOCUOUS);
    }
}
