package lapidary.host.guest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a supervisor gave is made into bytes once, however often a guest asks how long it is. */
final class GivenValuesTest {
    private final GivenValues given =
            new GivenValues(
                    new GuestIdentity(
                            "shop", "cart", "id", "/app", "é", Map.of("B", "2", "A", "1")));

    @Test
    void each_value_is_encoded_once() {
        assertArrayEquals("é".getBytes(UTF_8), given.props());
        assertSame(given.props(), given.props());
        assertSame(given.env("A"), given.env("A"));
        assertSame(given.environment(), given.environment());
        assertNull(given.env("C"));
    }

    @Test
    void the_environment_is_sorted_and_its_size_is_the_sum() {
        assertArrayEquals("A=1\0".getBytes(UTF_8), given.environment().getFirst());
        assertEquals(8, given.environmentBytes());
    }
}
