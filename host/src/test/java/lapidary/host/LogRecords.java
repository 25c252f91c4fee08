package lapidary.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger is told until this is closed; its other handlers hear nothing of it. */
public final class LogRecords extends Handler implements AutoCloseable {
    private final Logger logger;
    private final boolean hadParents;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    public LogRecords(String name) {
        logger = Logger.getLogger(name);
        hadParents = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    public List<LogRecord> all() {
        return List.copyOf(records);
    }

    public LogRecord first() {
        return records.getFirst();
    }

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(hadParents);
    }
}
