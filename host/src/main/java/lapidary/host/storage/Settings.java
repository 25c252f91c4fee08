package lapidary.host.storage;

import java.util.LinkedHashSet;
import java.util.Set;
import lapidary.host.sql.ApprovedStatement;

/**
 * The pragmas that a guest may set, for one event only. All of them are off by default. Confined to
 * whoever has the turn.
 */
final class Settings {
    private static final String LIKE = "case_sensitive_like";

    private final FacetSession session;
    private final Set<String> touched = new LinkedHashSet<>();
    private boolean likeCaseSensitive;

    Settings(FacetSession session) {
        this.session = session;
    }

    /** Sets one; the gate has spelled the statement out as {@code PRAGMA name = value}. */
    SqlCursor apply(ApprovedStatement setting) {
        session.beforeChange();
        // Deferring ends with a transaction, so there has to be one.
        session.transaction.ensureBegun();
        String name = nameOf(setting);
        if (name.equals(LIKE)) {
            // SQLite would put its own like() back in the place of the host's.
            likeCaseSensitive = setting.text().endsWith(" ON");
        } else {
            touched.add(name);
            execute(setting.text());
        }
        session.settingChanged();
        return new SqlCursor(session);
    }

    boolean isLikeCaseSensitive() {
        return likeCaseSensitive;
    }

    /** As it was before the event. */
    void restore() {
        likeCaseSensitive = false;
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
