package lapidary.host.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import lapidary.host.LogRecords;
import lapidary.host.memory.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A route that fails as nobody foresaw, and a host that has no room for another connection. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerFailureIT {
    private static final int CONNECTIONS_MAX = 3;
    private static final int CLAIMED = 1 << 20;
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

    private final MemoryBudget budget = new MemoryBudget(1 << 30);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch waiting = new CountDownLatch(CONNECTIONS_MAX);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private final Peers peers = new Peers(CONNECTIONS_MAX);
    private HttpServer server;

    @BeforeEach
    void start() {
        Map<String, Route> routes =
                Map.of(
                        "fails", this::fail,
                        "streams", this::failAfterItsHead,
                        "waits", this::await,
                        "works", exchange -> exchange.json(200, Map.of()));
        var listeners =
                new Listeners(
                        new Listeners.Address(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of());
        server =
                HttpServer.start(
                        listeners,
                        Routers.of(routes, Map.of(), "test", budget),
                        peers,
                        new OpenLinks(_ -> false),
                        new AtomicBoolean());
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        for (var socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private void fail(Exchange exchange) {
        exchange.memory().add(CLAIMED);
        sneakily(failure.get());
    }

    private void failAfterItsHead(Exchange exchange) {
        exchange.memory().add(CLAIMED);
        try {
            var out = exchange.beginStream();
            out.write(1);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        sneakily(failure.get());
    }

    private void await(Exchange exchange) throws InterruptedException {
        waiting.countDown();
        end.await();
        exchange.json(200, Map.of());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneakily(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void whatever_a_route_throws_is_a_problem_is_logged_and_leaves_nothing_behind()
            throws Exception {
        for (var thrown :
                List.of(
                        new IllegalStateException("secret"),
                        new AssertionError("secret"),
                        new NoClassDefFoundError("secret"),
                        new StackOverflowError("secret"),
                        new IOException("secret"))) {
            failure.set(thrown);
            try (var log = new LogRecords("lapidary.http")) {
                var socket = send("GET /fails" + HEAD + "\r\n");
                String reply = reply(socket);
                assertTrue(reply.startsWith("HTTP/1.1 500 "), reply);
                assertTrue(reply.contains("\"code\":\"INTERNAL\""), reply);
                assertFalse(reply.contains("secret"), reply);
                var logged = log.first();
                assertEquals(Level.SEVERE, logged.getLevel());
                assertSame(thrown, logged.getThrown().getCause());
                String id = logged.getMessage().split(":", 2)[0];
                assertTrue(reply.contains("Request-Id: " + id), reply + id);
                assertWorks(socket);
                socket.close();
            }
        }
        assertGivenBack();
    }

    @Test
    void an_out_of_memory_error_is_an_overload_and_closes() throws Exception {
        failure.set(new OutOfMemoryError("injected"));
        var socket = send("GET /fails" + HEAD + "\r\n");
        String reply = toEnd(socket);
        assertTrue(reply.startsWith("HTTP/1.1 503 "), reply);
        assertTrue(reply.contains("\"code\":\"OVERLOADED\""), reply);
        assertGivenBack();
    }

    @Test
    void a_failure_after_the_head_breaks_the_reply_off() throws Exception {
        failure.set(new IllegalStateException("injected"));
        try (var log = new LogRecords("lapidary.http")) {
            String reply = toEnd(send("GET /streams" + HEAD + "\r\n"));
            assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
            assertFalse(reply.endsWith("0\r\n\r\n"), "it looks whole");
            assertSame(failure.get(), log.first().getThrown().getCause());
        }
        assertGivenBack();
    }

    @Test
    void a_connection_too_many_ends_one_that_is_idle() throws Exception {
        for (int connection = 0; connection < CONNECTIONS_MAX; connection++) {
            assertWorks(send(""));
        }
        assertWorks(send(""));
    }

    @Test
    void without_an_idle_one_it_is_told_503_and_the_others_go_on() throws Exception {
        for (int connection = 0; connection < CONNECTIONS_MAX; connection++) {
            send("GET /waits" + HEAD + "\r\n");
        }
        waiting.await();
        try (var log = new LogRecords("lapidary.http")) {
            for (int more = 0; more < 2; more++) {
                String reply = toEnd(send(""));
                assertTrue(reply.startsWith("HTTP/1.1 503 "), reply);
                assertTrue(reply.contains("Retry-After: 1\r\nConnection: close"), reply);
                assertTrue(reply.contains("\"code\":\"OVERLOADED\""), reply);
                assertTrue(reply.contains("\"connectionsMax\":" + CONNECTIONS_MAX), reply);
            }
            assertEquals(1, log.all().size(), "it is said once");
        }
        end.countDown();
        for (int connection = 0; connection < CONNECTIONS_MAX; connection++) {
            String reply = reply(sockets.get(connection));
            assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
        }
        assertWorks(send(""));
    }

    private void assertWorks(Socket socket) throws IOException {
        write(socket, "GET /works" + HEAD + "\r\n");
        String reply = reply(socket);
        assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
    }

    /** A reply leaves before what its request held is given back. */
    private void assertGivenBack() throws InterruptedException {
        while (budget.used() > 0) {
            Thread.sleep(1);
        }
    }

    private Socket send(String text) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** A head and a document. */
    private static String reply(Socket socket) throws IOException {
        var reply = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (reply.indexOf("\r\n\r\n") < 0 || reply.charAt(reply.length() - 1) != '}') {
            int next = in.read();
            if (next < 0) {
                break;
            }
            reply.append((char) next);
        }
        return reply.toString();
    }

    private static String toEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
