package lapidary.host.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import lapidary.host.error.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenRuleTest {
    private static final ListenRule WITHOUT_TOKENS = new ListenRule(false, false);

    private static String refusal(String asked, InetAddress address) {
        var refused =
                assertThrows(
                        HostException.class, () -> WITHOUT_TOKENS.check(asked, address), asked);
        return String.valueOf(refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0",
                "::",
                "::ffff:0.0.0.0",
                "::ffff:192.0.2.1",
                "::127.0.0.1",
                "192.0.2.1",
                "10.0.0.1",
                "169.254.1.1",
                "fe80::1",
                "128.0.0.1"
            })
    void without_tokens_an_address_that_others_reach_is_refused(String host) {
        String message = refusal(host, new ListenAddress(host, 0).resolve());
        assertTrue(message.contains(host), message);
        assertTrue(message.contains("lapidary token create --role admin"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.1", "127.9.8.7", "::1", "::ffff:127.0.0.1", "localhost"})
    void loopback_is_always_allowed(String host) {
        assertDoesNotThrow(() -> WITHOUT_TOKENS.check(host, new ListenAddress(host, 0).resolve()));
    }

    @Test
    void a_localhost_that_the_system_points_elsewhere_is_refused_with_where() throws Exception {
        var elsewhere = InetAddress.getByAddress("localhost", new byte[] {10, 0, 0, 5});
        String message = refusal("localhost", elsewhere);
        assertTrue(message.contains("localhost (10.0.0.5) is not"), message);
    }

    @Test
    void with_tokens_every_address_is_allowed() {
        assertDoesNotThrow(() ->
                new ListenRule(true, false)
                        .check("0.0.0.0", new ListenAddress("0.0.0.0", 0).resolve()));
    }
}
