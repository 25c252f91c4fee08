package lapidary.host.storage;

import java.util.LinkedHashSet;
import java.util.Set;
import lapidary.host.sql.ApprovedStatement;

/**
 * The pragmas that a guest may set, for one event only. All of them are off by default. Confined to
 * whoever has the turn.
 */
final class Settings {
    private final FacetSession session;
    private final Set<String> touched = new LinkedHashSet<>();

    Settings(FacetSession session) {
        this.session = session;
    }

    /** Sets one; the gate has spelled the statement out as {@code PRAGMA name = value}. */
    SqlCursor apply(ApprovedStatement setting) {
        // Deferring ends with a transaction, so there has to be one.
        session.transaction.ensureBegun();
        touched.add(nameOf(setting));
        execute(setting.text());
        session.settingChanged();
        return new SqlCursor(session);
    }

    /** As it was before the event. */
    void restore() {
        if (touched.isEmpty()) {
            return;
        }
        touched.forEach(name -> execute("PRAGMA " + name + " = OFF"));
        touched.clear();
        session.settingChanged();
    }

    private static String nameOf(ApprovedStatement setting) {
        return setting.text().split(" ", 4)[1];
    }

    private void execute(String pragma) {
        try (var statement = new PreparedSql(session.connection, pragma)) {
            statement.run();
        }
    }
}
