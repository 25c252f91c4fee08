package lapidary.host;

import static lapidary.host.wasm.ModuleBuilder.code;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import jdk.jfr.consumer.RecordingFile;
import lapidary.host.engine.LargeModules;
import lapidary.host.wasm.ModuleBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real server in a JVM with a heap of 256 MiB, asked for many times that by guests that grow to
 * their limit, large replies, large results and large uploads. Every answer is the right one or 503
 * OVERLOADED, and the JVM never makes an OutOfMemoryError: it would exit at one of its own, and a
 * recording has those of Java code. {@code -Dlapidary.memory.objects=} takes other numbers of them.
 */
class SmallHeapIT {
    private static final int CLIENTS = 24;
    private static final int OUTLINED = 8;
    private static final int MIB = 1 << 20;

    /** 1, 65, 129, 193: 64 more would be over 256, which are the limit of 16 MiB. */
    private static final byte[] PAGES_AT_LIMIT = {(byte) 193, 0, 0, 0};

    @TempDir private Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What is worth looking at, of a reply to {@code what}. */
    @SuppressWarnings("ArrayRecordComponent") // read only, and never compared
    private record Answer(
            String what, int status, boolean hasRetryAfter, boolean isBilled, byte[] body) {
        static Answer of(String what, HttpResponse<byte[]> reply) {
            return new Answer(
                    what,
                    reply.statusCode(),
                    reply.headers().firstValue("Retry-After").isPresent(),
                    reply.headers().firstValue("Lapidary-Fuel").isPresent(),
                    reply.body());
        }

        String text() {
            return what + " " + status + ": " + new String(body, StandardCharsets.UTF_8);
        }
    }

    private final Map<String, Integer> answers = new TreeMap<>();
    private Process process;
    private String url;
    private int objects;

    /** With the options of bin/lapidary, but for the collector. */
    private void start(String collector) throws Exception {
        process =
                new ProcessBuilder(
                                java("java"),
                                "-Xmx256m",
                                "-Xss64m",
                                "-XX:-DontCompileHugeMethods",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-XX:StartFlightRecording:settings=none,"
                                        + "jdk.JavaErrorThrow#enabled=true",
                                collector,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "lapidary.test.classpath", "target/classes:target/lib/*"),
                                "lapidary.host.cli.Main",
                                "serve",
                                "--data-dir",
                                folder.resolve("data").toString(),
                                "--listen",
                                "127.0.0.1:0")
                        .redirectError(folder.resolve("log").toFile())
                        .start();
        var out = process.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        while (!line.startsWith("listening on ") && !line.equals("null")) {
            line = String.valueOf(out.readLine());
        }
        url = line.substring("listening on ".length());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        process.destroyForcibly().waitFor();
    }

    /** The launcher has the serial collector; what differs with G1 shows in fewer objects, too. */
    @ParameterizedTest
    @CsvSource({"-XX:+UseSerialGC, 1000", "-XX:+UseG1GC, 100"})
    void a_host_with_a_small_heap_answers_or_is_overloaded_and_never_runs_out(
            String collector, int count) throws Exception {
        objects = Integer.getInteger("lapidary.memory.objects", count);
        start(collector);
        put("/v1/modules/grower", grower());
        put("/v1/modules/talker", talker(64));
        put("/v1/modules/shouter", talker(500));
        put("/v1/namespaces/small", namespace("grower", 16 * MIB));
        put("/v1/namespaces/large", namespace("grower", 128 * MIB));
        put("/v1/namespaces/talk", namespace("talker", 128 * MIB));
        put("/v1/namespaces/shout", namespace("shouter", 128 * MIB));
        inTurn();
        outlinedInParallel();
        inParallel();
        assertFine();
        assertNoOutOfMemory();
    }

    /** Each is alone: nobody but the idle is in its way. */
    private void inTurn() throws Exception {
        for (int object = 0; object < objects; object++) {
            var reply = event("small", "turn-" + object);
            assertEquals(200, reply.statusCode(), text(reply));
            assertArrayEquals(PAGES_AT_LIMIT, reply.body());
        }
    }

    /** Modules whose functions take the most to be outlined, as many at once as are checked. */
    private void outlinedInParallel() throws Exception {
        var requests = new ArrayList<Callable<Answer>>();
        for (int module = 0; module < OUTLINED; module++) {
            int number = module;
            requests.add(() -> upload("outlined", LargeModules.outlined(3, number)));
        }
        all(requests);
        assertTrue(answers.getOrDefault("upload outlined 201", 0) > 0, answers.toString());
    }

    private void inParallel() throws Exception {
        var requests = new ArrayList<Callable<Answer>>();
        byte[] upload = LargeModules.data();
        for (int object = 0; object < objects; object++) {
            String name = "parallel-" + object;
            requests.add(() -> Answer.of("small", event("small", name)));
            if (object % 5 == 0) {
                requests.add(() -> Answer.of("large", event("large", name)));
                requests.add(() -> Answer.of("talk", event("talk", name)));
                requests.add(() -> Answer.of("shout", event("shout", name)));
                requests.add(() -> Answer.of("sql", sql(name)));
            }
            if (object % 25 == 0) {
                requests.add(() -> upload("data", upload));
            }
        }
        all(requests);
        System.out.println(objects + " objects in a heap of 256 MiB: " + answers);
        assertTrue(answers.getOrDefault("small 200", 0) > 0, answers.toString());
        assertEquals(0, answers.getOrDefault("large 200", 0), "a heap of 256 MiB holds no 128 MiB");
    }

    private void all(List<Callable<Answer>> requests) throws Exception {
        var failures = new ConcurrentLinkedQueue<String>();
        var atOnce = new Semaphore(CLIENTS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var request : requests) {
                Future<?> _ = ask(threads, atOnce, request, failures);
            }
        }
        assertEquals(
                List.of(), List.copyOf(failures), "the process is alive: " + process.isAlive());
    }

    private Future<?> ask(
            ExecutorService threads,
            Semaphore atOnce,
            Callable<Answer> request,
            ConcurrentLinkedQueue<String> failures)
            throws InterruptedException {
        atOnce.acquire();
        return threads.submit(() -> {
            try {
                check(request.call());
            } catch (Exception | AssertionError e) {
                failures.add(String.valueOf(e));
            } finally {
                atOnce.release();
            }
        });
    }

    private void check(Answer answer) {
        synchronized (answers) {
            answers.merge(answer.what + " " + answer.status, 1, Integer::sum);
        }
        if (answer.status == 503) {
            assertTrue(answer.text().contains("\"OVERLOADED\""), answer.text());
            assertTrue(answer.hasRetryAfter, "Retry-After");
            assertFalse(answer.isBilled, "billed");
            return;
        }
        assertTrue(answer.status == 200 || answer.status == 201, answer.text());
        if (answer.what.equals("small")) {
            assertArrayEquals(PAGES_AT_LIMIT, answer.body);
        } else if (answer.what.equals("talk")) {
            assertEquals(4 * MIB, answer.body.length);
        }
    }

    private void assertFine() throws Exception {
        for (int object = 0; object < 5; object++) {
            assertArrayEquals(PAGES_AT_LIMIT, event("small", "after-" + object).body());
        }
        assertEquals(200, send("GET", "/health/live", BodyPublishers.noBody()).statusCode());
        assertTrue(process.isAlive());
    }

    private void assertNoOutOfMemory() throws Exception {
        Path recording = folder.resolve("errors.jfr");
        var dump =
                new ProcessBuilder(
                                java("jcmd"),
                                Long.toString(process.pid()),
                                "JFR.dump",
                                "filename=" + recording)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, dump.waitFor(), said);
        var thrown =
                RecordingFile.readAllEvents(recording).stream()
                        .map(event -> event.getClass("thrownClass").getName())
                        .filter(name -> name.equals(OutOfMemoryError.class.getName()))
                        .toList();
        assertEquals(List.of(), thrown);
        assertFalse(Files.readString(folder.resolve("log")).contains("OutOfMemoryError"));
    }

    private static byte[] grower() {
        return module().function(
                        1,
                        code(c ->
                                c.op(0x03, 0x40)
                                        .i32(64)
                                        .op(0x40, 0)
                                        .i32(-1)
                                        .op(0x47, 0x0d, 0, 0x0b)
                                        .i32(0)
                                        .op(0x3f, 0, 0x36, 2, 0)
                                        .i32(0)
                                        .i32(4)
                                        .op(0x10, 0, 0x1a, 0x0b)))
                .export("fetch", 1)
                .build();
    }

    /** Answers so many times 64 KiB. */
    private static byte[] talker(int times) {
        return module().function(
                        1,
                        "i",
                        code(c ->
                                c.op(0x03, 0x40)
                                        .i32(0)
                                        .i32(65_536)
                                        .op(0x10, 0, 0x1a, 0x20, 0)
                                        .i32(1)
                                        .op(0x6a, 0x22, 0)
                                        .i32(times)
                                        .op(0x47, 0x0d, 0, 0x0b, 0x0b)))
                .export("fetch", 1)
                .build();
    }

    private static ModuleBuilder module() {
        return new ModuleBuilder()
                .type("ii:i")
                .type(":")
                .importFunction("facet_http", "response_body", 0)
                .memory(1)
                .exportMemory("memory");
    }

    private static byte[] namespace(String module, int memoryBytes) {
        return """
        {"facets": {"app": {"module": "%s"}}, "limits": {"memoryBytes": %d}}
        """
                .formatted(module, memoryBytes)
                .getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> event(String namespace, String object) throws Exception {
        return send("POST", "/o/" + namespace + "/" + object + "/app/", BodyPublishers.noBody());
    }

    private HttpResponse<byte[]> sql(String object) throws Exception {
        String rows =
                """
                {"sql": "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3)
                         SELECT hex(zeroblob(1000000)) FROM c"}
                """
                        .replace('\n', ' ');
        return send(
                "POST",
                "/v1/namespaces/small/objects/" + object + "/facets/app/sql",
                BodyPublishers.ofString(rows));
    }

    /** Sends the body once the server asks for it, as a client with a large one does. */
    private Answer upload(String name, byte[] module) throws IOException {
        String head =
                """
                PUT /v1/modules/%s HTTP/1.1
                Host: localhost
                Content-Length: %d
                Expect: 100-continue
                Connection: close

                """
                        .formatted(name, module.length)
                        .replace("\n", "\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            var in = socket.getInputStream();
            String reply = reply(in);
            if (reply.startsWith("HTTP/1.1 100")) {
                out.write(module);
                reply = reply(in);
            }
            return new Answer(
                    "upload " + name,
                    Integer.parseInt(reply.substring(9, 12)),
                    reply.contains("Retry-After: 1"),
                    false,
                    reply.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A head and what comes with it. */
    private static String reply(InputStream in) throws IOException {
        var reply = new StringBuilder();
        while (reply.indexOf("\r\n\r\n") < 0
                || (reply.indexOf("problem+json") > 0 && !reply.toString().endsWith("}"))) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            reply.append((char) next);
        }
        return reply.toString();
    }

    private void put(String path, byte[] body) throws Exception {
        var reply = send("PUT", path, BodyPublishers.ofByteArray(body));
        assertEquals(2, reply.statusCode() / 100, text(reply));
    }

    private HttpResponse<byte[]> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(Duration.ofMinutes(2))
                        .method(method, body);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> reply) {
        return reply.statusCode() + ": " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }
}
