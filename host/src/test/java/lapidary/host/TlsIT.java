package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import lapidary.host.app.Configuration;
import lapidary.host.app.Lapidary;
import lapidary.host.app.ListenAddress;
import lapidary.host.app.ServerOptions;
import lapidary.host.app.TlsFiles;
import lapidary.host.error.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIT {
    private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

    @TempDir Path dir;

    private ServerOptions options(TlsFiles files) throws IOException {
        Path config =
                Files.writeString(
                        dir.resolve("lapidary.json"),
                        """
                        {"tls": {"certificate": "%s", "privateKey": "%s"}, "guestListen": "127.0.0.1:0"}
                        """
                                .formatted(
                                        dir.relativize(files.certificate()),
                                        dir.relativize(files.privateKey())));
        return new ServerOptions(dir.resolve("data"), ANY_PORT, Configuration.read(config));
    }

    private TestServer start(TestCertificate certificate) throws Exception {
        var client = HttpClient.newBuilder().sslContext(certificate.trust()).build();
        return new TestServer(options(certificate.files()), client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void both_listeners_speak_tls_with_the_certificate(String algorithm) throws Exception {
        try (var server = start(TestCertificate.make(dir, algorithm))) {
            assertTrue(server.url().startsWith("https://127.0.0.1:"), server.url());
            server.upload("probe", TestServer.guest("probe")).isOk();
            server.put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                    .isOk();
            server.probe("o", "echo", "hello").isOk();
            server.send(
                            HttpRequest.newBuilder(
                                    URI.create(server.guestUrl() + "/o/test/o/app/echo")))
                    .isOk();
        }
    }

    @Test
    void sockets_and_streams_are_read_and_written_at_once_over_tls() throws Exception {
        var certificate = TestCertificate.make(dir, "EC");
        try (var server = start(certificate);
                var http = HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
            server.upload("sockets", TestServer.guest("sockets")).isOk();
            server.put("/v1/namespaces/ws", "{\"facets\": {\"app\": {\"module\": \"sockets\"}}}")
                    .isOk();
            try (var client = SocketClient.open(http, server.url() + "/o/ws/o/app/open/")) {
                for (int i = 0; i < 50; i++) { // those that come do not wait for those that go
                    client.send(i + "x".repeat(20_000));
                }
                for (int i = 0; i < 50; i++) {
                    assertEquals("text " + i + "x".repeat(20_000), client.next());
                }
                client.sendClose(1000, "");
                assertEquals("close 1000 ", client.next());
            }
            var stream = server.open(server.request("/o/ws/o/app/stream"));
            server.post("/o/ws/o/app/write", "more").isOk();
            server.post("/o/ws/o/app/end", "").isOk();
            assertEquals(
                    "data: begun\n\nmore", new String(stream.body().readAllBytes(), ISO_8859_1));
        }
    }

    @Test
    void a_page_of_plain_http_is_not_of_this_origin() throws Exception {
        try (var server = start(TestCertificate.make(dir, "EC"))) {
            String own = server.url();
            server.send(server.request("/v1/modules").header("Origin", own)).isOk();
            String plain = own.replace("https:", "http:");
            server.send(server.request("/v1/modules").header("Origin", plain))
                    .isProblem(403, "ORIGIN_DENIED");
        }
    }

    @Test
    void old_versions_of_tls_plain_http_and_strangers_are_refused() throws Exception {
        var certificate = TestCertificate.make(dir, "RSA");
        try (var server = start(certificate)) {
            try (var stranger = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(URI.create(server.url() + "/")).build();
                assertThrows(
                        SSLException.class,
                        () ->
                                stranger.send(
                                        request,
                                        java.net.http.HttpResponse.BodyHandlers.discarding()));
            }
            assertEquals("TLSv1.2", negotiated(server, certificate, "TLSv1.2"));
            assertEquals("TLSv1.3", negotiated(server, certificate, "TLSv1.3"));
            assertThrows(IOException.class, () -> negotiated(server, certificate, "TLSv1.1"));
            assertTrue(!plain(server).startsWith("HTTP/1.1 200"));
        }
    }

    private static String plain(TestServer server) {
        try {
            return server.raw("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String negotiated(TestServer server, TestCertificate certificate, String version)
            throws Exception {
        try (var socket =
                (SSLSocket)
                        certificate
                                .trust()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    @Test
    void an_abort_ends_an_event_that_waits_for_its_body_and_its_client_is_told() throws Exception {
        var certificate = TestCertificate.make(dir, "EC");
        try (var server = start(certificate);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var slow =
                        certificate
                                .trust()
                                .getSocketFactory()
                                .createSocket("127.0.0.1", server.port())) {
            server.upload("probe", TestServer.guest("probe")).isOk();
            server.put("/v1/namespaces/test", "{\"facets\": {\"app\": {\"module\": \"probe\"}}}")
                    .isOk();
            String head =
                    """
                    POST /o/test/o/app/echo HTTP/1.1\r
                    Host: localhost\r
                    Content-Length: 100000\r
                    \r
                    """;
            slow.getOutputStream().write((head + "x".repeat(80_000)).getBytes(ISO_8859_1));
            var reply = threads.submit(() -> slow.getInputStream().readNBytes(20));
            while (!reply.isDone()) {
                server.post("/v1/namespaces/test/objects/o/facets/app/abort", "");
                Thread.sleep(20);
            }
            assertEquals("HTTP/1.1 409 Conflic", new String(reply.get(), ISO_8859_1));
        }
    }

    @Test
    void a_file_that_does_not_fit_is_one_line_that_names_it() throws Exception {
        var rsa = TestCertificate.make(dir, "RSA").files();
        var ec = TestCertificate.make(dir, "EC").files();
        Path absent = dir.resolve("absent.pem");
        Path text = Files.writeString(dir.resolve("text.pem"), "hello");
        Path empty = Files.writeString(dir.resolve("empty.pem"), "");
        Path old = write("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nAA==\n");
        Path encrypted = write("encrypted.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n");
        Path broken =
                write("broken.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        var other = TestCertificate.make(Files.createDirectory(dir.resolve("other")), "RSA");

        assertRefused(new TlsFiles(absent, rsa.privateKey()), absent, "cannot be read");
        assertRefused(new TlsFiles(text, rsa.privateKey()), text, "not a certificate");
        assertRefused(new TlsFiles(empty, rsa.privateKey()), empty, "not a certificate");
        assertRefused(new TlsFiles(rsa.certificate(), absent), absent, "cannot be read");
        assertRefused(new TlsFiles(rsa.certificate(), text), text, "not a private key");
        assertRefused(new TlsFiles(rsa.certificate(), old), old, "old form");
        assertRefused(new TlsFiles(rsa.certificate(), encrypted), encrypted, "encrypted");
        assertRefused(new TlsFiles(rsa.certificate(), broken), broken, "not a private key");
        assertRefused(
                new TlsFiles(rsa.certificate(), ec.privateKey()), ec.privateKey(), "not a private");
        assertRefused(
                new TlsFiles(rsa.certificate(), other.files().privateKey()),
                other.files().privateKey(),
                "not the key of");
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(TlsFiles files, Path named, String part) throws IOException {
        var options = options(files);
        var refused = assertThrows(HostException.class, () -> Lapidary.start(options));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(named + ": "), message);
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void paths_are_relative_to_the_file() throws IOException {
        Path config = write("c.json", "{\"dataDir\": \"a/b\"}");
        assertEquals(Optional.of(dir.resolve("a/b")), Configuration.read(config).dataDir());
    }
}
