package lapidary.host.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import lapidary.host.LogRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SweeperTest {
    @Test
    void a_chore_that_fails_is_logged_and_keeps_nothing_else_from_being_done() throws Exception {
        var failing = new CountDownLatch(3);
        var others = new CountDownLatch(3);
        Runnable fails =
                () -> {
                    failing.countDown();
                    if (failing.getCount() % 2 == 0) {
                        throw new AssertionError("injected");
                    }
                    throw new IllegalStateException("injected");
                };
        try (var log = new LogRecords("lapidary");
                var _ = new Sweeper(Duration.ofMillis(1), fails, others::countDown)) {
            failing.await();
            others.await();
            var logged = log.first();
            assertEquals(Level.SEVERE, logged.getLevel());
            assertInstanceOf(AssertionError.class, logged.getThrown());
        }
    }
}
