package lapidary.host.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A log record on one line: time in UTC, level, logger, message. Control characters become escapes,
 * so that no text of a guest can pass for a record of its own. A stack trace follows, indented.
 */
public final class LogLine extends Formatter {
    @Override
    public String format(LogRecord record) {
        var line = new StringBuilder();
        line.append(record.getInstant()).append(' ');
        line.append(record.getLevel().getName()).append(' ');
        line.append(record.getLoggerName()).append(": ");
        line.append(Text.printable(String.valueOf(formatMessage(record))));
        line.append(System.lineSeparator());
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            trace(thrown)
                    .lines()
                    .forEach(each ->
                            line.append("    ")
                                    .append(Text.printable(each.strip()))
                                    .append(System.lineSeparator()));
        }
        return line.toString();
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
