package lapidary.host.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocketFactory;
import lapidary.abi.ResultCode;
import lapidary.host.TestCertificate;
import lapidary.host.error.Refusal;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.Header;
import lapidary.host.memory.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboundClientTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("192.0.3.1");
    private static final OutboundRules LOOPBACK_TOO =
            new OutboundRules(Set.of(), List.of(Network.parse("127.0.0.0/8")));
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir private Path folder;
    private final MemoryBudget memory = new MemoryBudget(100 << 20);
    private final List<AutoCloseable> open = new ArrayList<>();
    private OutboundRules rules = LOOPBACK_TOO;
    private OutboundLimits limits = limits(LONG, LONG, 1_000_000);
    private Resolver resolver = _ -> List.of(LOOPBACK);
    private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        assertEquals(0, memory.used());
    }

    @Test
    void a_request_goes_out_as_it_is_with_its_host_and_its_length() throws IOException {
        var server =
                server(
                        "HTTP/1.1 201 Created\r\nX-Own: 1\r\nx-own: é\r\nContent-Length: 5\r\n\r\nhello");
        var exchange =
                sent(
                        client(),
                        server,
                        new FetchRequest(
                                "PUT",
                                url(server, "/a/../b?x=%00|"),
                                List.of(
                                        new Header("accept", "*/*"),
                                        new Header("authorization", "Bearer guests-own"),
                                        new Header("host", "evil.example"),
                                        new Header("content-length", "0"),
                                        new Header("transfer-encoding", "chunked"),
                                        new Header("connection", "keep-alive"),
                                        new Header("expect", "100-continue"),
                                        new Header("x-latin", "é")),
                                body("body")),
                        4);
        assertEquals(201, exchange.status());
        assertEquals(
                List.of(
                        new Header("x-own", "1"),
                        new Header("x-own", "é"),
                        new Header("content-length", "5")),
                exchange.headers());
        assertEquals("hello", read(exchange));
        assertEquals(
                "PUT /a/../b?x=%00| HTTP/1.1\r\nHost: other.example:"
                        + server.port()
                        + "\r\naccept: */*\r\nauthorization: Bearer guests-own\r\nx-latin: é\r\n"
                        + "Content-Length: 4\r\nConnection: close\r\n\r\n",
                server.heads().getFirst());
    }

    @Test
    void a_name_is_resolved_once_and_the_address_that_was_checked_is_connected_to()
            throws IOException {
        var server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Iterator<InetAddress> answers = List.of(LOOPBACK, PUBLIC).iterator();
        resolver = _ -> List.of(answers.next());
        assertEquals("ok", read(sent(client(), server, get(server))));
        assertTrue(answers.hasNext(), "it was asked once");
    }

    @Test
    void a_name_that_comes_to_mean_a_private_address_is_denied() throws IOException {
        var server = server("HTTP/1.1 200 OK\r\n\r\n");
        rules = OutboundRules.PUBLIC;
        refused(ResultCode.DENIED, client(), server);
        resolver = _ -> List.of(PUBLIC, LOOPBACK);
        refused(ResultCode.DENIED, client(), server);
        assertEquals(List.of(), server.heads());
    }

    @Test
    void an_origin_of_an_operators_may_be_anywhere_and_no_other_may() throws IOException {
        var server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        rules = new OutboundRules(Set.of(Origin.of(url(server, "/"))), List.of());
        assertEquals("ok", read(sent(client(), server, get(server))));
        var other = server("HTTP/1.1 200 OK\r\n\r\n");
        refused(ResultCode.DENIED, client(), other);
    }

    @Test
    void an_address_in_the_url_is_checked_as_one_of_a_name() {
        rules = OutboundRules.PUBLIC;
        for (String url :
                List.of(
                        "http://127.0.0.1/",
                        "http://[::1]/",
                        "http://[::ffff:10.0.0.1]/",
                        "http://169.254.169.254/")) {
            assertEquals(ResultCode.DENIED, refusal(client(), get(url)).code(), url);
        }
    }

    @Test
    void a_redirect_is_a_reply_like_another() throws IOException {
        var server =
                server(
                        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        var exchange = sent(client(), server, get(server));
        assertEquals(302, exchange.status());
        assertEquals(1, server.heads().size());
    }

    @Test
    void a_reply_that_is_longer_than_it_may_be_breaks_off() throws IOException {
        var server =
                server((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                    for (int i = 0; i < 1_000_000; i++) {
                        out.write(new byte[1_000]);
                    }
                });
        var exchange = sent(client(), server, get(server));
        String failure = broken(exchange);
        assertTrue(failure.endsWith("it has more than 1000000 bytes"), failure);
    }

    @Test
    void a_head_that_does_not_end_is_no_reply() throws IOException {
        var endless = server((_, out) -> repeat(out, "HTTP/1.1 200 OK\r\n", "x-a: b\r\n"));
        refused(ResultCode.UNAVAILABLE, client(), endless);
        var line = server((_, out) -> repeat(out, "HTTP/1.1 200 OK\r\nx-a: ", "b"));
        refused(ResultCode.UNAVAILABLE, client(), line);
        var interim = server((_, out) -> repeat(out, "", "HTTP/1.1 100 Continue\r\n\r\n"));
        String text = refusal(client(), interim).text();
        assertTrue(text.contains("its head is longer than"), text);
        var status = server((_, out) -> repeat(out, "", "HTTP"));
        refused(ResultCode.UNAVAILABLE, client(), status);
    }

    @Test
    void a_head_has_so_many_fields_and_no_more() throws IOException {
        String end = "Content-Length: 0\r\n\r\n";
        var most = server("HTTP/1.1 200 OK\r\n" + "x-a: b\r\n".repeat(127) + end);
        assertEquals(128, sent(client(), most, get(most)).headers().size());
        var over = server("HTTP/1.1 200 OK\r\n" + "x-a: b\r\n".repeat(128) + end);
        refused(ResultCode.UNAVAILABLE, client(), over);
    }

    @Test
    void what_is_no_http_is_no_reply() throws IOException {
        for (String reply :
                List.of(
                        "",
                        "hello\r\n\r\n",
                        "HTTP/1.1 abc\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nx: a\u0001b\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n")) {
            var refusal = refusal(client(), server(reply));
            assertEquals(ResultCode.UNAVAILABLE, refusal.code(), reply);
        }
    }

    @Test
    void a_body_that_ends_early_breaks_off() throws IOException {
        var short_ = server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        var exchange = sent(client(), short_, get(short_));
        assertThrows(IOException.class, () -> read(exchange));
        var chunks = server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        var chunked = sent(client(), chunks, get(chunks));
        assertThrows(IOException.class, () -> read(chunked));
    }

    @Test
    void a_server_that_says_nothing_is_waited_for_only_so_long() throws IOException {
        var silence = new CountDownLatch(1);
        open.add(silence::countDown);
        limits = limits(SHORT, LONG, 1_000);
        var server = server((_, _) -> silence.await());
        refused(ResultCode.UNAVAILABLE, client(), server);
    }

    @Test
    void a_reply_that_trickles_has_a_last_moment_too() throws IOException {
        limits = limits(LONG, SHORT, 1_000_000);
        var server =
                server((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                    while (true) {
                        out.write('a');
                        out.flush();
                        Thread.sleep(10);
                    }
                });
        var exchange = sent(client(), server, get(server));
        String failure = broken(exchange);
        assertTrue(failure.endsWith("it took longer than 0.3 s"), failure);
    }

    @Test
    void what_it_waits_for_can_be_broken_off() throws Exception {
        var asked = new CountDownLatch(1);
        var silence = new CountDownLatch(1);
        open.add(silence::countDown);
        var server =
                server((_, _) -> {
                    asked.countDown();
                    silence.await();
                });
        var exchange = client().begin("test", Origin.of(url(server, "/")), 0);
        open.add(exchange);
        var breaker =
                Thread.ofVirtual()
                        .start(() -> {
                            awaited(asked);
                            exchange.breakOff();
                        });
        assertThrows(Refusal.class, () -> exchange.send(get(server), 0));
        breaker.join();
    }

    @Test
    void names_that_nobody_knows_or_that_take_too_long_are_unavailable() throws IOException {
        var server = server("HTTP/1.1 200 OK\r\n\r\n");
        resolver =
                host -> {
                    throw new UnknownHostException(host);
                };
        refused(ResultCode.UNAVAILABLE, client(), server);
        resolver = _ -> List.of();
        refused(ResultCode.UNAVAILABLE, client(), server);
        var forever = new CountDownLatch(1);
        open.add(forever::countDown);
        limits = new OutboundLimits(100, 100, SHORT, LONG, LONG, 10, 10);
        resolver =
                _ -> {
                    awaited(forever);
                    return List.of(LOOPBACK);
                };
        refused(ResultCode.UNAVAILABLE, client(), server);
    }

    @Test
    void connections_are_bounded_for_a_namespace_and_for_the_host() throws IOException {
        var server = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        limits = new OutboundLimits(100, 100, LONG, LONG, LONG, 3, 2);
        var client = client();
        var origin = Origin.of(url(server, "/"));
        var first = client.begin("a", origin, 0);
        open.add(first);
        open.add(client.begin("a", origin, 0));
        assertThrows(Refusal.class, () -> client.begin("a", origin, 0));
        open.add(client.begin("b", origin, 0));
        assertThrows(Refusal.class, () -> client.begin("c", origin, 0));
        first.close();
        first.close();
        open.add(client.begin("c", origin, 0));
        assertEquals(3, client.connections());
        assertEquals(
                ResultCode.LIMIT,
                assertThrows(Refusal.class, () -> client.begin("d", origin, 101)).code());
    }

    @Test
    void the_name_in_a_certificate_is_checked() throws Exception {
        var certificate = TestCertificate.make(folder, "EC");
        tls = certificate.trust().getSocketFactory();
        var server =
                new OtherServer(
                        certificate.serve().getServerSocketFactory(),
                        (_, out) ->
                                out.write(
                                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                                .getBytes(ISO_8859_1)));
        open.add(server);
        String right = "https://localhost:" + server.port() + "/";
        assertEquals("ok", read(sent(client(), Origin.of(right), get(right), 0)));
        String wrong = "https://other.example:" + server.port() + "/";
        assertEquals(ResultCode.UNAVAILABLE, refusal(client(), get(wrong)).code());
        tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        assertEquals(ResultCode.UNAVAILABLE, refusal(client(), get(right)).code());
    }

    private static OutboundLimits limits(Duration silence, Duration whole, long replyBytes) {
        return new OutboundLimits(100, replyBytes, LONG, silence, whole, 10, 10);
    }

    private OutboundClient client() {
        var client = new OutboundClient(rules, limits, resolver, tls, memory);
        open.add(client);
        return client;
    }

    private OtherServer server(String reply) throws IOException {
        return server((_, out) -> out.write(reply.getBytes(ISO_8859_1)));
    }

    private OtherServer server(OtherServer.Answer answer) throws IOException {
        var server = new OtherServer(answer);
        open.add(server);
        return server;
    }

    private static String url(OtherServer server, String path) {
        return "http://other.example:" + server.port() + path;
    }

    private static FetchRequest get(OtherServer server) {
        return get(url(server, "/"));
    }

    private static FetchRequest get(String url) {
        return new FetchRequest("GET", url, List.of(), FetchRequest.Body.EMPTY);
    }

    private OutboundExchange sent(OutboundClient client, OtherServer server, FetchRequest request) {
        return sent(client, server, request, 0);
    }

    private OutboundExchange sent(
            OutboundClient client, OtherServer server, FetchRequest request, long bodyBytes) {
        return sent(client, Origin.of(url(server, "/")), request, bodyBytes);
    }

    private OutboundExchange sent(
            OutboundClient client, Origin origin, FetchRequest request, long bodyBytes) {
        var exchange = client.begin("test", origin, bodyBytes);
        open.add(exchange);
        exchange.send(request, bodyBytes);
        return exchange;
    }

    private void refused(ResultCode code, OutboundClient client, OtherServer server) {
        assertEquals(code, refusal(client, server).code());
    }

    private Refusal refusal(OutboundClient client, OtherServer server) {
        return refusal(client, get(server));
    }

    private Refusal refusal(OutboundClient client, FetchRequest request) {
        var exchange = client.begin("test", Origin.of(request.url()), 0);
        open.add(exchange);
        return assertThrows(Refusal.class, () -> exchange.send(request, 0));
    }

    private static String read(OutboundExchange exchange) throws IOException {
        var text = new StringBuilder();
        var part = new byte[10_000];
        int count = part.length;
        while (count == part.length) {
            count = exchange.read(part, 0, part.length);
            text.append(new String(part, 0, count, ISO_8859_1));
        }
        return text.toString();
    }

    /** Why the reply broke off. */
    private static String broken(OutboundExchange exchange) {
        return String.valueOf(assertThrows(IOException.class, () -> read(exchange)).getMessage());
    }

    private static FetchRequest.Body body(String text) {
        var in = new java.io.ByteArrayInputStream(text.getBytes(ISO_8859_1));
        return (into, offset, length) -> in.readNBytes(into, offset, length);
    }

    private static void repeat(java.io.OutputStream out, String start, String rest)
            throws IOException {
        out.write(start.getBytes(ISO_8859_1));
        byte[] many = rest.repeat(1_000).getBytes(ISO_8859_1);
        while (true) {
            out.write(many);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
