package lapidary.host.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import lapidary.abi.Prices;
import lapidary.host.sql.Opcode;

/**
 * Where a program may have SQLite follow long values that it does not ask for: to a column that
 * lies behind them, or through a key that is compared. Immutable.
 */
final class FollowedRows {
    private static final Set<String> SEARCHES =
            Set.of(
                    "SeekGE",
                    "SeekGT",
                    "SeekLE",
                    "SeekLT",
                    "SeekScan",
                    "Found",
                    "NotFound",
                    "NoConflict",
                    "IfNoHope",
                    "IdxInsert",
                    "IdxDelete");

    private static final Set<String> KEY_READS =
            Set.of("IdxGE", "IdxGT", "IdxLE", "IdxLT", "IdxRowid", "DeferredSeek");

    private static final Set<String> MOVES =
            Set.of(
                    "Rewind",
                    "Last",
                    "Next",
                    "Prev",
                    "SeekRowid",
                    "NotExists",
                    "NullRow",
                    "Insert",
                    "Delete");

    /** Of opcodes times places: beyond, it takes too long to look. */
    private static final long LOOKS_MAX = 300_000;

    /** Steps of a loop that nobody has looked at: few of them are shorter. */
    private static final int SHORT_LOOP = 3;

    /** The first steps may go through a loop some times. */
    private static final int TIMES_AT_FIRST = 2;

    private enum Kind {
        COLUMN,
        KEY,
        SEARCH
    }

    /**
     * One place.
     *
     * @param position of the column; what comes before {@code after} was followed already
     * @param stepsRound until it may come again, at least; 0 if it never does
     * @param oncePerRow whether it comes at most once for each row of the table
     */
    private record Place(
            Kind kind, int root, int position, int after, int stepsRound, boolean oncePerRow) {
        long price(LongRows rows, long pages) {
            long bytes =
                    switch (kind) {
                        case COLUMN ->
                                rows.bytesBefore(root, position) - rows.bytesBefore(root, after);
                        case KEY, SEARCH -> rows.bytesOfKey(root);
                    };
            long followed = Math.min(pages, bytes / Prices.SQL_WIDTH_SHARE / Sqlite.PAGE_BYTES);
            long comparisons = kind == Kind.SEARCH ? comparisons(bytes, pages) : 1;
            return followed * comparisons * Prices.SQL_PAGE_FOLLOWED;
        }

        /** No more than as many keys of that length as there are pages for. */
        private static long comparisons(long bytes, long pages) {
            long keys = pages / Math.max(1, bytes / Sqlite.PAGE_BYTES) + 1;
            return (long) Long.SIZE - Long.numberOfLeadingZeros(keys);
        }
    }

    private final List<Place> places = new ArrayList<>();
    private final Set<Integer> copied = new HashSet<>();

    FollowedRows(List<Opcode> program) {
        new Search(program).run();
    }

    /** What the places cost in a database of so many pages whose rows may be so long. */
    FollowedPages in(LongRows rows, long pages) {
        long once = 0;
        long step = 0;
        long passing = 0;
        long passingMax = 0;
        long allPages = pages * Prices.SQL_PAGE_FOLLOWED;
        for (Place place : places) {
            long price = place.price(rows, pages);
            if (place.stepsRound == 0 || price == 0) {
                once += price;
                continue;
            }
            long atFirst = TIMES_AT_FIRST * price;
            long part = Math.ceilDiv(price, place.stepsRound);
            if (place.oncePerRow) {
                once += Math.min(atFirst, allPages);
                passing += part;
                passingMax += Math.max(0, allPages - atFirst);
            } else {
                once += atFirst;
                step += part;
            }
        }
        long copiedBytes = copied.stream().mapToLong(rows::bytesOfKey).max().orElse(0);
        return new FollowedPages(once, step, passing, passingMax, copiedBytes);
    }

    /** Goes through a program once. */
    private final class Search {
        private final List<Opcode> program;
        private final int[] bases;
        private final OpenRoots roots;
        private final ProgramFlow flow;

        /** For each cursor how far the row that it is at was followed. */
        private final Map<Long, Integer> reached = new HashMap<>();

        /** For each cursor the index whose rows it is moved to. */
        private final Map<Long, Long> movedBy = new HashMap<>();

        private long looks;

        Search(List<Opcode> program) {
            this.program = program;
            this.bases = ProgramFlow.bases(program);
            this.roots = new OpenRoots(program, bases);
            this.flow = new ProgramFlow(program);
        }

        void run() {
            for (int i = 0; i < bases.length; i++) {
                Opcode opcode = program.get(i);
                if (opcode.name().equals("DeferredSeek")) {
                    movedBy.put(cursor(i, opcode.p3()), cursor(i, opcode.p1()));
                }
            }
            for (int i = 0; i < bases.length; i++) {
                look(i, program.get(i));
            }
        }

        private long cursor(int i, int number) {
            return OpenRoots.cursor(bases[i], number);
        }

        private void look(int i, Opcode opcode) {
            String name = opcode.name();
            long cursor = cursor(i, opcode.p1());
            if (name.equals("Column")) {
                column(i, opcode.p2(), cursor);
            } else if (name.equals("RowCell")) {
                copied.addAll(roots.of(cursor(i, opcode.p2())));
            } else if (KEY_READS.contains(name)) {
                key(Kind.KEY, i, cursor);
            } else if (SEARCHES.contains(name)) {
                key(Kind.SEARCH, i, cursor);
                reached.remove(cursor);
            } else if (MOVES.contains(name)) {
                reached.remove(cursor);
            }
            if (name.equals("DeferredSeek")) {
                reached.remove(cursor(i, opcode.p3()));
            }
        }

        private void column(int i, int position, long cursor) {
            int after = reached.getOrDefault(cursor, 0);
            if (position > after) {
                reached.put(cursor, position);
                for (int root : roots.of(cursor)) {
                    places.add(place(Kind.COLUMN, i, root, position, after, cursor));
                }
            }
        }

        private void key(Kind kind, int i, long cursor) {
            if (roots.isKeyed(cursor)) {
                for (int root : roots.of(cursor)) {
                    places.add(place(kind, i, root, 0, 0, cursor));
                }
            }
        }

        private Place place(Kind kind, int i, int root, int position, int after, long cursor) {
            looks += program.size();
            if (looks > LOOKS_MAX) {
                return new Place(kind, root, position, after, SHORT_LOOP, false);
            }
            int stepsRound = flow.stepsRound(i, _ -> true);
            boolean passes =
                    kind != Kind.SEARCH && stepsRound > 0 && flow.stepsRound(i, stays(cursor)) == 0;
            return new Place(kind, root, position, after, stepsRound, passes);
        }

        /** Whether an opcode does not take a cursor to the next row and back into its loop. */
        private IntPredicate stays(long cursor) {
            long mover = movedBy.getOrDefault(cursor, cursor);
            return at -> {
                Opcode opcode = program.get(at);
                boolean moves = opcode.name().equals("Next") || opcode.name().equals("Prev");
                long moved = cursor(at, opcode.p1());
                return !moves || (moved != cursor && moved != mover);
            };
        }
    }
}
