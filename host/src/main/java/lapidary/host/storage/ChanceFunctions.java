package lapidary.host.storage;

import java.sql.SQLException;
import lapidary.abi.Limits;
import lapidary.abi.Prices;

/** {@code random()} and {@code randomblob(n)}, from the event's own generator. */
final class ChanceFunctions {
    private ChanceFunctions() {}

    /** A random integer. */
<<<<<<< HEAD
    static final class RandomNumber extends HostFunction {
        private final FacetSession session;

        RandomNumber(FacetSession session) {
=======
    static final class RandomInteger extends HostFunction {
        private final FacetSession session;

        RandomInteger(FacetSession session) {
>>>>>>> sql
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
<<<<<<< HEAD
    static final class RandomBlob extends HostFunction {
        private final FacetSession session;

        RandomBlob(FacetSession session) {
=======
    static final class RandomBytes extends HostFunction {
        private final FacetSession session;

        RandomBytes(FacetSession session) {
>>>>>>> sql
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
