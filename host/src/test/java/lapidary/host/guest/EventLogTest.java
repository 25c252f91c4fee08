package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lapidary.abi.Limits;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.FuelBudget;
import org.junit.jupiter.api.Test;

/** What an event may log, through WASI's streams. */
final class EventLogTest {
    private static final GuestIdentity FACET =
            new GuestIdentity("shop", "cart", "id", "/app", "", Map.of());

    private final List<String> lines = new ArrayList<>();
    private final EventLog log =
            new EventLog(
                    FACET, (_, _, text) -> lines.add(text), new FuelBudget(new Fuel(10_000_000)));
    private final StandardStreams streams = new StandardStreams(log);

    @Test
    void a_line_is_logged_when_it_ends() {
        log.begin();
        print("one\n\ntwo");
        assertEquals(List.of("one"), lines);
        streams.endLines();
        assertEquals(List.of("one", "two"), lines);
        assertFalse(log.isCut());
    }

    @Test
    void empty_lines_fill_the_log_until_it_is_cut() {
        log.begin();
        var newlines = new byte[Limits.EVENT_LOG_BYTES_MAX + 1];
        Arrays.fill(newlines, (byte) '\n');
        streams.write(1, newlines, 0, newlines.length);
        assertTrue(log.isCut());
        assertEquals(List.of("[cut: an event logs 262144 bytes]"), lines);
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        streams.write(1, bytes, 0, bytes.length);
    }
}
