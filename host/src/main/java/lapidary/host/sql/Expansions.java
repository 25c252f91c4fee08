package lapidary.host.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lapidary.abi.Limits;
import lapidary.abi.Prices;
import lapidary.abi.ResultCode;
import lapidary.host.error.Refusal;

/**
 * How much longer statements are than their texts: wherever SQLite prepares the name of a view, or
 * of a table of {@code WITH}, it writes out what that stands for, with all that is named in it in
 * turn. Views that each name the one before twice double with every level, and nothing ends a
 * statement that is being prepared. So this counts before: a name is taken for that of a view
 * wherever it could be one.
 *
 * <p>Knows the views and triggers of one schema. Confined to whoever has the turn.
 */
public final class Expansions {
    /** Of all views together: more are not gone through for what looks at each. */
    private static final int ALL_COPIES_MAX = 100_000;

    /** A view or a trigger of the schema, and the table that it belongs to. */
    public record Stored(String type, String name, String table, String sql) {}

    private final Map<String, List<String>> views = new HashMap<>();
    private final Map<String, List<String>> triggers = new HashMap<>();

    /** By the name of a table, those with references to it: what is done to it is done to them. */
    private final Map<String, List<String>> children = new HashMap<>();

    private final Map<String, WrittenText> texts = new HashMap<>();

    /**
     * @param stored the views and triggers of the schema, and its tables where there are both
     */
    public Expansions(List<Stored> stored) {
        for (var one : stored) {
            switch (one.type()) {
                case "view" -> add(views, one.name(), one.sql());
                case "trigger" -> add(triggers, one.table(), one.sql());
                case "table" -> addChild(AsciiCase.lower(one.name()), one.sql());
                default -> {}
            }
        }
    }

    private void addChild(String table, String sql) {
        WrittenText.referencesIn(sql).forEach(parent -> add(children, parent, table));
    }

    private static void add(Map<String, List<String>> to, String name, String sql) {
        to.computeIfAbsent(AsciiCase.lower(name), _ -> new ArrayList<>()).add(sql);
    }

    /**
     * The price, in units of fuel, of what SQLite writes out of a statement that is about to be
     * prepared, beside its own text.
     *
     * @throws Refusal {@code LIMIT} if there are too many copies
     */
    public long priceOf(ApprovedStatement statement) {
        var text = WrittenText.of(statement.text());
        if (views.isEmpty() && text.hasNoTables()) {
            return 0;
        }
        boolean firesTriggers =
                switch (statement.kind()) {
                    case WRITE, EXPLAIN, PLAN -> true;
                    case READ, SCHEMA, ANALYZE, PRAGMA, SETTING -> false;
                };
        return new Count(firesTriggers, Limits.SQL_COPIES_MAX).priceOf(text);
    }

    /**
     * The price of all views and triggers, one by one: what SQLite prepares to change a table's
     * name or columns, or to tell of the columns of all.
     *
     * @throws Refusal {@code LIMIT} if one is too much, or all together
     */
    public long priceOfAll() {
        var all = new ArrayList<String>();
        views.values().forEach(all::addAll);
        triggers.values().forEach(all::addAll);
        long copies = 0;
        long price = 0;
        for (String sql : all) {
            var count = new Count(false, Limits.SQL_COPIES_MAX);
            price += count.priceOf(text(sql)) + Prices.sqlWrittenOut(1, sql.length());
            copies += count.copies + 1;
            if (copies > ALL_COPIES_MAX) {
                throw refused("all views together", ALL_COPIES_MAX);
            }
        }
        return price;
    }

    /**
     * As {@link #priceOfAll}, with a view that is about to be made; 0 if the statement makes none.
     */
    public long priceWithViewOf(ApprovedStatement statement) {
        String name = WrittenText.viewMadeBy(statement.text());
        if (name.isEmpty() || views.containsKey(name)) {
            return 0; // SQLite says that it is there
        }
        add(views, name, statement.text());
        try {
            return priceOfAll();
        } finally {
            views.remove(name);
        }
    }

    private WrittenText text(String sql) {
        return texts.computeIfAbsent(sql, WrittenText::of);
    }

    private static Refusal refused(String what, int max) {
        return new Refusal(
                ResultCode.LIMIT,
                what
                        + " would be written out in more than "
                        + max
                        + " copies of views and tables WITH: name them less often, or keep what"
                        + " they give in a table");
    }

    /** One count. Goes no deeper than there may be copies. */
    private final class Count {
        private final boolean firesTriggers;
        private final int copiesMax;
        private final Set<WrittenText> within = new HashSet<>();
        private final Set<String> fired = new HashSet<>();
        private final Deque<String> firing = new ArrayDeque<>();
        private int copies;
        private long bytes;

        Count(boolean firesTriggers, int copiesMax) {
            this.firesTriggers = firesTriggers;
            this.copiesMax = copiesMax;
        }

        long priceOf(WrittenText text) {
            writeOut(text);
            while (!firing.isEmpty()) { // a chain of tables may be longer than a stack is deep
                String table = firing.remove();
                triggers.getOrDefault(table, List.of()).forEach(sql -> writeOut(text(sql)));
                children.getOrDefault(table, List.of()).forEach(this::fire);
            }
            return Prices.sqlWrittenOut(copies, bytes);
        }

        private void writeOut(WrittenText text) {
            if (!within.add(text)) {
                return; // a recursive table, or a name that is something else here
            }
            for (String name : text.names()) {
                text.tables(name).forEach(this::copy);
                views.getOrDefault(name, List.of()).forEach(sql -> copy(text(sql)));
                if (firesTriggers) {
                    fire(name);
                }
            }
            within.remove(text);
        }

        /** Each trigger is written out once, however often it is fired. */
        private void fire(String table) {
            if (fired.add(table)) {
                firing.add(table);
            }
        }

        private void copy(WrittenText text) {
            if (within.contains(text)) {
                return;
            }
            if (++copies > copiesMax) {
                throw refused("the statement", copiesMax);
            }
            bytes += text.bytes();
            writeOut(text);
        }
    }
}
