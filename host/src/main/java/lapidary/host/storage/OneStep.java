package lapidary.host.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;
import lapidary.host.fuel.FuelMeter;

/**
 * What SQLite does in one step with a whole table or index: it is paid by the pages before it runs,
 * and refused where there are so many that it would hold up others. Confined to whoever has the
 * turn.
 */
final class OneStep {
    private static final String SELECT_NAME = "SELECT name FROM sqlite_schema WHERE rootpage = ?1";

    /** Walks the table's own pages, one in each of its steps, and no more than so many. */
    private static final String COUNT_PAGES =
            "SELECT count(*) FROM (SELECT 1 FROM dbstat('main') WHERE name = ?1 LIMIT ?2)";

    /** What the names of the tables behind a virtual table of FTS5 or R*Tree end with. */
    private static final List<String> BEHIND =
            List.of("_data", "_idx", "_content", "_docsize", "_node", "_parent", "_rowid");

    private static final int PAGES_FEW = 32;

    private final FacetSession session;
    private final LongSupplier databasePages;

    OneStep(FacetSession session, LongSupplier databasePages) {
        this.session = session;
        this.databasePages = databasePages;
    }

    /** Whether emptying a table may not be one step in this database. */
    static boolean isTooMuch(long pages) {
        return pages > Limits.SQL_STEP_PAGES_MAX;
    }

    static Refusal refused(String what, String advice) {
        return new Refusal(
                ResultCode.LIMIT,
                what
                        + " would go through more than "
                        + Limits.SQL_STEP_PAGES_MAX
                        + " pages in one step: "
                        + advice);
    }

    /** A statement is about to run that has such steps; those of a DELETE are not among them. */
    void pay(ProgramFacts facts, FuelMeter meter) {
        if (facts.counts()) {
            long pages = databasePages.getAsLong();
            if (isTooMuch(pages)) {
                throw refused("count(*) in a view or a trigger", "write count(1)");
            }
            meter.charge(pages * Prices.SQL_PAGE_COUNTED);
        }
        if (facts.checksPages()) {
            meter.charge(databasePages.getAsLong() * Prices.SQL_PAGE);
        }
        payClears(facts.clearedRoots(), meter);
        payCounts(facts.countedRoots(), meter);
        payDrops(facts.droppedRoots(), meter);
        for (String table : facts.droppedVirtual()) {
            payEmptying("DROP", table, meter);
        }
    }

    /** Of the tables behind a virtual table, each in one step. */
    void payEmptying(String what, String table, FuelMeter meter) {
        for (String suffix : BEHIND) {
            long pages = pages(table + suffix);
            meter.charge(pages * Prices.SQL_PAGE);
            if (isTooMuch(pages)) {
                throw refused(what, "first DELETE rows, in parts if need be, and 'optimize'");
            }
        }
    }

    /** ANALYZE counts the rows of each index in one step, which reads all its pages. */
    private void payCounts(Set<Integer> roots, FuelMeter meter) {
        for (int root : roots.stream().sorted().toList()) {
            long pages = pages(root);
            meter.charge(pages * Prices.SQL_PAGE_COUNTED);
            if (isTooMuch(pages)) {
                throw refused("ANALYZE", "name smaller tables or indexes one by one");
            }
        }
    }

    /** Of a small database no table can be large, and to count its pages would take longer. */
    private void payClears(Set<Integer> roots, FuelMeter meter) {
        long all = roots.isEmpty() ? 0 : databasePages.getAsLong();
        if (all <= PAGES_FEW) {
            meter.charge(all * Prices.SQL_PAGE);
            return;
        }
        for (int root : roots.stream().sorted().toList()) {
            meter.charge(Prices.SQL_PAGES_LOOKED_UP);
            meter.charge(pages(root) * Prices.SQL_PAGE);
        }
    }

    private void payDrops(Set<Integer> roots, FuelMeter meter) {
        long dropped = 0;
        for (int root : roots.stream().sorted().toList()) {
            long pages = pages(root);
            meter.charge(pages * Prices.SQL_PAGE);
            dropped += pages;
            if (isTooMuch(dropped)) {
                throw refused("DROP", "first DELETE … WHERE true, in parts if need be");
            }
        }
    }

    /** Of the table or index with that root page; not counted any further than too much. */
    private long pages(int root) {
        try (var name = new PreparedSql(session.connection, SELECT_NAME)) {
            if (!name.start(root)) {
                return 0;
            }
            return pages(name.text(0));
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }

    private long pages(String name) {
        try (var count = new PreparedSql(session.connection, COUNT_PAGES)) {
            count.start(name, Limits.SQL_STEP_PAGES_MAX + 1);
            return count.integer(0);
        } catch (SQLException e) {
            throw new SqliteFailure(e);
        }
    }
}
