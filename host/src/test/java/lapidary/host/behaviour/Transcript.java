package lapidary.host.behaviour;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lapidary.host.TestServer.Reply;

/**
 * What an event says: its calls, lines that begin with {@code "> "}, and below each its results. Of
 * an event that failed, only the calls and then {@code fails 500 GUEST_TRAPPED} with the detail, or
 * {@code breaks off}.
 *
 * <p>In one that is expected, {@code …} stands for any text of one line.
 */
record Transcript(List<String> lines) {
    private static final String CALL = "> ";

    /** The lines that the guest is sent. */
    String script() {
        return calls().map(line -> line.substring(CALL.length())).collect(Collectors.joining("\n"));
    }

    /** What came of this script. */
    Transcript answered(Reply reply) {
        if (reply.status() == 200) {
            return new Transcript(reply.body().lines().toList());
        }
        return failed("fails " + reply.status() + " " + reply.code() + " " + reply.detail());
    }

    /** What came of it when the reply ended in its middle. */
    Transcript brokenOff() {
        return failed("breaks off");
    }

    private Transcript failed(String how) {
        return new Transcript(Stream.concat(calls(), Stream.of(how)).toList());
    }

    private Stream<String> calls() {
        return lines.stream().filter(line -> line.startsWith(CALL));
    }

    boolean covers(Transcript actual) {
        if (lines.size() != actual.lines.size()) {
            return false;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!covers(lines.get(i), actual.lines.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean covers(String expected, String actual) {
        String pattern =
                Stream.of(expected.split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return actual.matches(pattern);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
