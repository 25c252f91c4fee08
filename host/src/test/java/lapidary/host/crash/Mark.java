package lapidary.host.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line that a driver writes: that something is asked for, or that it was acknowledged. */
sealed interface Mark {
    long id();

    record Begun(Op op) implements Mark {
        @Override
        public long id() {
            return op.id();
        }

        @Override
        public String toString() {
            return "+" + op.id() + " " + op.text() + "\n";
        }
    }

    /**
     * It is done, for all that the client knows.
     *
     * @param reply what the client was told, if it matters
     */
    record Acknowledged(long id, String reply) implements Mark {
        @Override
        public String toString() {
            return "=" + id + " " + reply + "\n";
        }
    }

    static Mark parse(String line) {
        int space = line.indexOf(' ');
        long id = Long.parseLong(line.substring(1, space));
        String rest = line.substring(space + 1).stripTrailing();
        return line.startsWith("+") ? new Begun(Op.parse(id, rest)) : new Acknowledged(id, rest);
    }

    /** What was begun, and never acknowledged. */
    static List<Op> unfinished(List<Mark> marks) {
        Map<Long, Op> open = new LinkedHashMap<>();
        for (var mark : marks) {
            switch (mark) {
                case Begun begun -> open.put(begun.id(), begun.op());
                case Acknowledged done -> open.remove(done.id());
            }
        }
        return new ArrayList<>(open.values());
    }
}
