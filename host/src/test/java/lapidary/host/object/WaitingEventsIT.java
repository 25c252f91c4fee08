package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.host.error.HostException;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Reply;
import lapidary.host.guest.ReplyStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that wait for a client that does nothing burn nothing, and can be ended all the same. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingEventsIT {
    @TempDir Path dataDir;
    private TestObjects test;

    /** Something that ends events. */
    private interface Ending {
        void run() throws InterruptedException;
    }

    @BeforeEach
    void open() {
        test = new TestObjects(dataDir);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void an_abort_ends_an_event_that_waits_for_its_body() throws Exception {
        var client = new IdleClient();
        assertAborted(
                client,
                () -> fetch("kv-put/key", client, _ -> {}),
                () -> test.objects.abortFacet("test", "o", "probe", "enough"));
        assertEquals(1, client.breaks.get());
        assertTrue(text(fetch("kv-get/key", FetchRequest.Body.EMPTY, _ -> {})).startsWith("-1 "));
    }

    @Test
    void an_abort_ends_an_event_whose_client_does_not_take_its_reply() throws Exception {
        var client = new IdleClient();
        assertAborted(
                client,
                () -> fetch("flush", FetchRequest.Body.EMPTY, client),
                () -> test.objects.abortFacet("test", "o", "probe", "enough"));
        assertEquals(1, client.breaks.get());
    }

    @Test
    void deleting_a_facet_an_object_or_a_namespace_ends_what_waits_in_it() throws Exception {
        List<Ending> endings =
                List.of(
                        () -> test.objects.deleteFacet("test", "o", "probe"),
                        () -> test.objects.delete("test", "o"),
                        () -> test.objects.deleteNamespace("test", true));
        for (var ending : endings) {
            var client = new IdleClient();
            assertAborted(client, () -> fetch("kv-put/key", client, _ -> {}), ending);
        }
    }

    @Test
    void a_client_that_nobody_waits_for_any_more_is_not_broken_off() throws Exception {
        var client = new IdleClient();
        client.end.countDown();
        assertInstanceOf(Replied.class, fetch("kv-put/key", client, client));
        test.objects.abortFacet("test", "o", "probe", "too late");
        assertEquals(0, client.breaks.get());
    }

    private void assertAborted(IdleClient client, Callable<Outcome> event, Ending ending)
            throws Exception {
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.submit(event);
            try {
                client.isAwaited.await();
                ending.run();
                var failed = assertThrows(ExecutionException.class, running::get);
                var refused = assertInstanceOf(HostException.class, failed.getCause());
                assertEquals("FACET_ABORTED", refused.code().name());
            } finally {
                client.end.countDown(); // or nobody would ever come to an end
            }
        }
    }

    private Outcome fetch(String operation, FetchRequest.Body body, ReplyStream stream)
            throws InterruptedException {
        return test.fetch("o", "probe", operation, body, stream);
    }

    private static String text(Outcome outcome) {
        var reply = assertInstanceOf(Replied.class, outcome).rest();
        return new String(reply.body(), 0, reply.bodyLength(), UTF_8);
    }

    /** A client that neither sends nor takes anything, until it is broken off or has ended. */
    private static final class IdleClient implements FetchRequest.Body, ReplyStream {
        private final CountDownLatch isAwaited = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger breaks = new AtomicInteger();

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            await();
            return 0;
        }

        @Override
        public void send(Reply part) throws IOException {
            await();
        }

        @Override
        public void breakOff() {
            breaks.incrementAndGet();
            end.countDown();
        }

        private void await() throws IOException {
            isAwaited.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (breaks.get() > 0) {
                throw new IOException("broken off");
            }
        }
    }
}
