package lapidary.host.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Breaks an open database, as a disk that fails would. */
public final class Sabotage {
    private Sabotage() {}

    /** From now on nothing can be read, written or rolled back. Not while SQLite is stepping. */
    public static void closeConnection(FacetDatabase database) {
        try {
            var field = FacetDatabase.class.getDeclaredField("connection");
            field.setAccessible(true);
            ((Connection) field.get(database)).close();
        } catch (ReflectiveOperationException | SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on what is committed cannot be made durable. */
    public static void failSyncs(FacetDatabase database) {
        try {
            ((CommitLog) database.gate()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
