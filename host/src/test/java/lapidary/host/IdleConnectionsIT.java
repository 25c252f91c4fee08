package lapidary.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server, in a process of its own, and thousands of clients who do not go on. */
class IdleConnectionsIT {
    private static final int CONNECTIONS = 10_000;

    /** The host takes half as many connections as it may have files open. */
    private static final long FILES_MIN = 2 * CONNECTIONS;

    private final List<SocketChannel> idle = new ArrayList<>();

    @TempDir Path folder;

    @AfterEach
    void hang_up() throws IOException {
        for (var channel : idle) {
            channel.close();
        }
    }

    @Test
    void others_are_served_beside_ten_thousand_connections_that_say_nothing() throws Exception {
        try (var host = start()) {
            connect(host, "");

            assertServes(host);
        }
    }

    @Test
    void others_are_served_beside_ten_thousand_connections_that_stop_in_a_head() throws Exception {
        try (var host = start()) {
            connect(host, "POST /o/test/cart-17/app/add HTTP/1.1\r\nHost: x\r\nContent-Le");

            assertServes(host);
        }
    }

    /** Requests to facets and to the host itself, each on a connection of its own. */
    private static void assertServes(HostProcess host) throws Exception {
        for (int i = 1; i <= 20; i++) {
            var uri = URI.create(host.url() + "/o/test/cart-" + i + "/app/sql");
            var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("SELECT 6 * 7"));
            try (var client = HttpClient.newHttpClient()) {
                var reply = client.send(request.build(), BodyHandlers.ofString());
                assertEquals(200, reply.statusCode(), reply.body());
            }
        }
        assertTrue(host.isAlive());
        assertEquals("", errors(host));
    }

    private static String errors(HostProcess host) throws IOException {
        return String.join(
                "\n", host.log().lines().filter(line -> line.contains(" ERROR ")).toList());
    }

    private HostProcess start() throws Exception {
        assumeTrue(
                filesMax() >= FILES_MIN,
                () -> "needs " + FILES_MIN + " open files; raise ulimit -n, now " + filesMax());
        return new HostProcess(folder.resolve("data"), folder.resolve("log")).withProbe();
    }

    private static long filesMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? os.getMaxFileDescriptorCount()
                : 0;
    }

    private void connect(HostProcess host, String beginning) throws IOException {
        var address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), URI.create(host.url()).getPort());
        byte[] bytes = beginning.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < CONNECTIONS; i++) {
            var channel = SocketChannel.open(address);
            idle.add(channel);
            channel.write(ByteBuffer.wrap(bytes));
        }
    }
}
