package lapidary.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogLineTest {
    private static LogRecord record(String message) {
        var record = new LogRecord(Level.INFO, message);
        record.setInstant(Instant.parse("2026-01-01T00:00:00.5Z"));
        record.setLoggerName("guest");
        return record;
    }

    @Test
    void a_record_is_one_line_whatever_it_says() {
        assertEquals(
                "2026-01-01T00:00:00.500Z INFO guest: one\\n2026 INFO two\\u{00001b}\n",
                new LogLine().format(record("one\n2026 INFO two\u001b")));
    }

    @Test
    void a_trace_follows_indented() {
        LogRecord record = record("failed");
        record.setThrown(new IllegalStateException("why\nnot"));
        String text = new LogLine().format(record);
        assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("    ")), text);
        assertTrue(text.contains("IllegalStateException: why"), text);
    }
}
