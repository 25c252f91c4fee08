package lapidary.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import lapidary.host.TestServer.Reply;

/**
 * How soon does code run that the server has never seen? Over HTTP, on one connection, a small
 * module of another content each time: uploaded, then run once. Run by hand, on a disk and not in
 * memory; the figures are in docs/decisions/0022. Its argument is a folder.
 */
final class ColdStart {
    private static final int WARM_UP = 300;
    private static final int RUNS = 500;

    private ColdStart() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Files.createTempDirectory(Path.of(arguments[0]), "cold-start");
        try (var server = new TestServer(folder)) {
            measure(server, "once", "number 0000000");
            measure(server, "probe", "no such operation");
        }
    }

    private static void measure(TestServer server, String guest, String text) {
        var upload = new ArrayList<Long>();
        var byName = new ArrayList<Long>();
        var again = new ArrayList<Long>();
        var byDigest = new ArrayList<Long>();
        for (int run = -WARM_UP; run < RUNS; run++) {
            byte[] unseen = another(guest, text, run + WARM_UP);
            byte[] alike = another(guest, text, run + WARM_UP + 1_000_000);
            String digest = server.upload(guest + "-x", alike).json().path("digest").asString();
            var uploaded = timed(() -> server.upload(guest, unseen));
            var first = timed(() -> server.get("/v1/modules/" + guest + "/fetch/"));
            var second = timed(() -> server.get("/v1/modules/" + guest + "/fetch/"));
            var named = timed(() -> server.get("/v1/modules/" + digest + "/fetch/"));
            if (run >= 0) {
                upload.add(uploaded);
                byName.add(uploaded + first);
                again.add(second);
                byDigest.add(named);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s (%d bytes), median of %d in ms: upload %s, upload and first fetch %s, first"
                        + " fetch by digest %s, another fetch %s%n",
                guest,
                TestServer.guest(guest).length,
                RUNS,
                median(upload),
                median(byName),
                median(byDigest),
                median(again));
    }

    /** The guest with another text in its data, of the same length. */
    private static byte[] another(String guest, String text, int number) {
        byte[] wasm = TestServer.guest(guest);
        byte[] from = text.getBytes(US_ASCII);
        byte[] to = String.format(Locale.ROOT, "%0" + from.length + "d", number).getBytes(US_ASCII);
        for (int at = 0; at + from.length <= wasm.length; at++) {
            if (Arrays.equals(wasm, at, at + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, wasm, at, to.length);
                return wasm;
            }
        }
        throw new IllegalArgumentException(guest + " does not say " + text);
    }

    private static long timed(Supplier<Reply> request) {
        long start = System.nanoTime();
        var reply = request.get();
        long nanos = System.nanoTime() - start;
        if (reply.status() >= 500) {
            throw new IllegalStateException(reply.body());
        }
        return nanos;
    }

    private static String median(List<Long> nanos) {
        var sorted = nanos.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.2f", sorted.get(sorted.size() / 2) / 1e6);
    }
}
