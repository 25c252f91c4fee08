package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.abi.Limits;
import lapidary.abi.Prices;

/** {@code random()} and {@code randomblob(n)}, from the event's own generator. */
final class ChanceFunctions {
    private ChanceFunctions() {}

    /** A random integer. */
    static final class RandomInteger extends HostFunction {
        private final FacetSession session;

        RandomInteger(FacetSession session) {
            super(session.steps);
            this.session = session;
        }

        @Override
        void call() throws SQLException {
            charge(Prices.RANDOM_BYTE * Long.BYTES);
            result(session.event().inputs.random().nextLong());
        }
    }

    /** That many random bytes, at least one. */
    static final class RandomBytes extends HostFunction {
        private final FacetSession session;

        RandomBytes(FacetSession session) {
            super(session.steps);
            this.session = session;
        }

        @Override
        void call() throws SQLException {
            long size = Math.max(1, value_long(0));
            if (size > Limits.SQL_VALUE_BYTES_MAX) {
                // SQLite finds it too big as well, and says so by its proper code.
                result(new byte[Limits.SQL_VALUE_BYTES_MAX + 1]);
                return;
            }
            charge(Prices.RANDOM_BYTE * size);
            byte[] bytes = new byte[(int) size];
            session.event().inputs.random().nextBytes(bytes);
            result(bytes);
        }
    }
}
