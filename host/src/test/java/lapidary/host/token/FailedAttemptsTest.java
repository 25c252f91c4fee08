package lapidary.host.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FailedAttemptsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final FailedAttempts attempts = new FailedAttempts(nanos::get);

    private static InetAddress address(String numeric) throws Exception {
        return InetAddress.getByName(numeric);
    }

    private void exhaust(InetAddress client) {
        for (int i = 0; i < FailedAttempts.BURST; i++) {
            assertEquals(Duration.ZERO, attempts.note(client), "failure " + i);
        }
    }

    @Test
    void after_a_burst_one_waits_and_no_longer_for_going_on() throws Exception {
        var client = address("192.0.2.1");
        exhaust(client);
        assertEquals(Duration.ofSeconds(3), attempts.note(client));
        assertEquals(Duration.ofSeconds(3), attempts.note(client));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertEquals(Duration.ofSeconds(1), attempts.note(client));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(Duration.ZERO, attempts.note(client));
        assertTrue(attempts.note(client).isPositive());
    }

    @Test
    void one_address_does_not_hold_up_another() throws Exception {
        exhaust(address("192.0.2.1"));
        assertEquals(Duration.ZERO, attempts.note(address("192.0.2.2")));
    }

    @Test
    void an_ipv6_network_is_one_client() throws Exception {
        for (int i = 0; i < FailedAttempts.BURST; i++) {
            attempts.note(address("2001:db8:0:1::" + Integer.toHexString(i)));
        }
        assertTrue(attempts.note(address("2001:db8:0:1:ffff::1")).isPositive());
        assertEquals(Duration.ZERO, attempts.note(address("2001:db8:0:2::1")));
    }

    @Test
    void the_table_of_clients_is_bounded() throws Exception {
        for (int i = 0; i < FailedAttempts.CLIENTS_MAX + 100; i++) {
            attempts.note(address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
        }
        assertEquals(FailedAttempts.CLIENTS_MAX, attempts.clients());
    }
}
