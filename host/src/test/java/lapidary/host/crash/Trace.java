package lapidary.host.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lapidary.host.crash.Call.Moment;

/**
 * What strace wrote of a process, line by line: {@code 123 write(4, "\x61", 1) = 1}, or in two
 * lines, {@code … <unfinished ...>} and {@code 123 <... write resumed>) = 1}, where another thread
 * came between. Calls that failed are left out.
 */
final class Trace {
    private static final String UNFINISHED = " <unfinished ...>";
    private static final String RESUMED = " resumed>";

    private final Consumer<Call> calls;
    private final Map<Integer, String> begun = new HashMap<>();

    private Trace(Consumer<Call> calls) {
        this.calls = calls;
    }

    static void read(Path file, Consumer<Call> calls) throws IOException {
        var trace = new Trace(calls);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                trace.line(line);
            }
        }
    }

    private void line(String line) {
        int space = line.indexOf(' ');
        int thread = Integer.parseInt(line.substring(0, space));
        String text = line.substring(space + 1).stripLeading();
        if (text.startsWith("+++") || text.startsWith("---")) {
            return;
        }
        if (text.startsWith("<... ")) {
            String head = begun.remove(thread);
            if (head == null) {
                throw new IllegalStateException("resumed, but never begun: " + shortened(line));
            }
            String rest = text.substring(text.indexOf(RESUMED) + RESUMED.length());
            emit(thread, Moment.END, head + rest);
        } else if (text.endsWith(UNFINISHED)) {
            String head = text.substring(0, text.length() - UNFINISHED.length());
            begun.put(thread, head);
            emit(thread, Moment.BEGIN, head + ") = 0");
        } else {
            emit(thread, Moment.BEGIN, text);
            emit(thread, Moment.END, text);
        }
    }

    private void emit(int thread, Moment moment, String text) {
        int open = text.indexOf('(');
        int equals = text.lastIndexOf(" = ");
        if (open < 0 || equals < 0) {
            throw new IllegalStateException("not a call: " + shortened(text));
        }
        String name = text.substring(0, open);
        String result = text.substring(equals + 3).split(" ", 2)[0];
        if (result.equals("?") || result.startsWith("-")) {
            return;
        }
        var call = new Call(thread, moment, name, List.of(), Long.decode(result));
        if (moment == Moment.END || call.isSync()) {
            int close = text.lastIndexOf(')', equals);
            var arguments = arguments(text.substring(open + 1, close));
            calls.accept(new Call(thread, moment, name, arguments, call.result()));
        }
    }

    /** Commas within brackets part nothing; there are none in hexadecimal strings. */
    private static List<String> arguments(String text) {
        var arguments = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        arguments.add(text.substring(start, i).strip());
                        start = i + 1;
                    }
                }
                default -> {}
            }
        }
        arguments.add(text.substring(start).strip());
        return arguments;
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 200));
    }
}
