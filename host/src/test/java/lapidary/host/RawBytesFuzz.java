package lapidary.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests with bytes changed, sent to a real server: what comes back are replies and problems and
 * nothing else, the log stays quiet, and nothing is left behind. {@code -Dlapidary.fuzz.rounds=}
 * makes it longer.
 */
class RawBytesFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 600);
    private static final int LEFT_BEHIND_MAX = 20;
    private static final Pattern REPLIES = Pattern.compile("(?s)(HTTP/1\\.1 [1-5][0-9]{2} .*)?");
    private static final String[] PIECES = {
        "\r\n",
        "\r",
        "\n",
        "\0",
        " ",
        "\t",
        ":",
        ",",
        ";",
        "%00",
        "0",
        "-1",
        "\r\n\r\n",
        "\u00ff",
        "HTTP/1.1",
        "Host: x\r\n",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n",
        "Upgrade: websocket\r\n",
        "GET / "
    };

    @TempDir Path dataDir;

    /** Keeps what is logged as a warning or worse. */
    private static final class Loud extends Handler {
        private final List<String> records = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                records.add(record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing to close
        }
    }

    @Test
    void changed_requests_get_replies_problems_or_nothing() throws IOException {
        var loud = new Loud();
        Logger.getLogger("").addHandler(loud);
        try (var server = TestServer.withProbe(dataDir)) {
            List<String> seeds =
                    RawRequestsIT.requests()
                            .map(request -> (String) request.get()[1])
                            .filter(text -> text.length() < 10_000)
                            .toList();
            server.get("/health/live").isOk();
            long before = openFiles();
            for (int seed = 0; seed < ROUNDS; seed++) {
                round(server, seeds, seed);
            }
            server.get("/health/live").isOk();
            assertTrue(openFiles() - before < LEFT_BEHIND_MAX, "files are left open");
            assertEquals("1", server.probe("fuzzed", "events", "").isOk().body());
        } finally {
            Logger.getLogger("").removeHandler(loud);
        }
        assertEquals(List.of(), loud.records);
    }

    private static void round(TestServer server, List<String> seeds, int seed) throws IOException {
        byte[] request = changed(seeds, new Random(seed));
        String reply;
        try {
            reply = server.raw(new String(request, ISO_8859_1));
        } catch (SocketException e) {
            return; // reset while it was still writing
        }
        String what = "seed " + seed + " got " + reply;
        assertTrue(REPLIES.matcher(reply).matches(), what);
        assertTrue(!reply.contains("\tat ") && !reply.contains("\"INTERNAL\""), what);
    }

    private static byte[] changed(List<String> seeds, Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).getBytes(ISO_8859_1);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes = changedOnce(bytes, seeds, random);
        }
        return bytes;
    }

    private static byte[] changedOnce(byte[] bytes, List<String> seeds, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int length = random.nextInt(bytes.length - at + 1);
        String piece = PIECES[random.nextInt(PIECES.length)];
        return switch (random.nextInt(5)) {
            case 0 -> joined(Arrays.copyOf(bytes, at), piece.getBytes(ISO_8859_1), tail(bytes, at));
            case 1 -> joined(Arrays.copyOf(bytes, at), new byte[0], tail(bytes, at + length));
            case 2 -> joined(bytes, seeds.get(random.nextInt(seeds.size())).getBytes(ISO_8859_1));
            case 3 -> joined(Arrays.copyOf(bytes, at + length), tail(bytes, at));
            default -> {
                byte[] other = bytes.clone();
                if (at < other.length) {
                    other[at] = (byte) random.nextInt();
                }
                yield other;
            }
        };
    }

    private static byte[] tail(byte[] bytes, int at) {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
