package lapidary.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import lapidary.bench.suite.SkippedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final Set<String> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile int status = 200;
    @TempDir Path folder;
    private HttpServer server;
    private Wrk wrk;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().getPath());
                    clients.add(exchange.getRemoteAddress().toString());
                    count.incrementAndGet();
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        try {
            wrk = Wrk.find(folder);
        } catch (SkippedException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Load load(Paths paths, double perSecond) {
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Load(url, paths, 4, SECOND, perSecond);
    }

    @Test
    void one_path_is_asked_on_all_connections() throws Exception {
        Outcome outcome = wrk.run(load(Paths.one("/health"), 0));
        assertEquals(Set.of("/health"), asked);
        assertEquals(4, clients.size());
        assertTrue(outcome.perSecond() > 0);
        assertTrue(outcome.millis("p50") <= outcome.millis("p99"));
    }

    @Test
    void of_many_objects_each_is_asked_and_no_other() throws Exception {
        wrk.run(load(Paths.anyOf(3, "/o", "/get"), 0));
        assertEquals(Set.of("/o1/get", "/o2/get", "/o3/get"), asked);
    }

    @Test
    void at_a_rate_no_more_leave_than_it_says() throws Exception {
        Outcome outcome = wrk.run(load(Paths.one("/"), 20));
        // However long it took: a slot every 50 ms, the first one at the beginning.
        assertTrue(outcome.perSecond() <= 21, () -> outcome + ", " + count + " requests");
    }

    @Test
    void a_reply_that_is_no_2xx_is_a_failure() {
        status = 404;
        var failure = assertThrows(IOException.class, () -> wrk.run(load(Paths.one("/"), 0)));
        assertTrue(failure.toString().contains("some requests failed"), failure::toString);
    }
}
