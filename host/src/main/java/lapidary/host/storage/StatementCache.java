package lapidary.host.storage;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lapidary.host.sql.ApprovedSql;
import lapidary.host.sql.SqlGate;
import lapidary.host.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * The texts that ran last, what the gate made of them, and their idle prepared statements. Bounded
 * by the bytes of the texts, by their number, and by the opcodes of the statements; the text that
 * was not used for longest goes first. Statements that change the schema are not kept. Confined to
 * whoever has the turn.
 *
 * <p>A statement is taken out while it runs, so a second cursor over the same text gets a statement
 * of its own; when both are given back, one of them is kept.
 */
final class StatementCache implements AutoCloseable {
    static final int TEXT_BYTES_MAX = 1 << 20;
    static final int TEXTS_MAX = 512;

    /** An opcode takes 24 bytes, and some have names and keys. */
    static final int OPCODES_MAX = 100_000;

    /** One text, and the idle statement for each statement in it. */
    private static final class Entry {
        final ApprovedSql approved;
        final int bytes;
        final Map<Integer, CompiledStatement> idle = new HashMap<>();

        Entry(ApprovedSql approved, int bytes) {
            this.approved = approved;
            this.bytes = bytes;
        }
    }

    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private int textBytes;
    private int opcodes;

    /**
     * What the gate makes of a text, from the cache if it ran lately.
     *
     * @throws lapidary.host.error.Refusal if the gate refuses it
     */
    ApprovedSql approve(String text, int bytes) {
        Entry known = entries.get(text);
        if (known != null) {
            return known.approved;
        }
        ApprovedSql approved = SqlGate.approve(text);
        entries.put(text, new Entry(approved, bytes));
        textBytes += bytes;
        evict();
        return approved;
    }

    /** Takes an idle statement out: the index-th of the text, prepared for this schema. */
    @Nullable CompiledStatement take(String text, int index, long schema) {
        Entry entry = entries.get(text);
        CompiledStatement idle = entry == null ? null : entry.idle.remove(index);
        if (idle == null) {
            return null;
        }
        opcodes -= idle.memory().opcodes();
        if (idle.schema() == schema) {
            return idle;
        }
        idle.sql().close();
        return null;
    }

    /** Gives a statement back, to be kept or closed. */
    void give(String text, int index, CompiledStatement statement, long schema) {
        Entry entry = entries.get(text);
        boolean fresh = statement.schema() == schema && !statement.sql().isClosed();
        boolean changedSchema = statement.approved().kind() == StatementKind.SCHEMA;
        if (entry == null || !fresh || changedSchema || entry.idle.containsKey(index)) {
            statement.sql().close();
            return;
        }
        statement.sql().reset();
        entry.idle.put(index, statement);
        opcodes += statement.memory().opcodes();
        evict();
    }

    private void evict() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (isOverfull()) {
            Entry entry = oldest.next();
            oldest.remove();
            textBytes -= entry.bytes;
            closeAll(entry);
        }
    }

    private boolean isOverfull() {
        return textBytes > TEXT_BYTES_MAX || entries.size() > TEXTS_MAX || opcodes > OPCODES_MAX;
    }

    private void closeAll(Entry entry) {
        var statements = new ArrayDeque<>(entry.idle.values());
        entry.idle.clear();
        for (CompiledStatement statement : statements) {
            opcodes -= statement.memory().opcodes();
            statement.sql().close();
        }
    }

    /** The idle statement of a text that has one statement; of no effect on what goes first. */
    Optional<PreparedSql> idle(String text) {
        for (var known : entries.entrySet()) {
            CompiledStatement first = known.getValue().idle.get(0);
            if (first != null && known.getKey().equals(text)) {
                return Optional.of(first.sql());
            }
        }
        return Optional.empty();
    }

    int textBytes() {
        return textBytes;
    }

    @Override
    public void close() {
        entries.values().forEach(this::closeAll);
        entries.clear();
        textBytes = 0;
    }
}
