package lapidary.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One guest per attack, and exactly what it got instead: {@code guests/hostile} has what each of
 * them does, the table here how it ended. After each, the same request ends the same way, and the
 * facet beside it and the object beside that have their data.
 *
 * <p>A new attack is a file there, built by {@code guest-examples/build.sh}, and a line here: its
 * name, the status, and the problem's code and detail, or the body, as far as they matter.
 */
class HostileGuestsIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern GUEST = Pattern.compile("(.+)\\.wasm");

    /** Little fuel, so that an endless loop ends soon; storage that can be filled. */
    private static final String OPTIONS =
            """
            {"module": "%s", "limits": {"fuelPerEvent": 120000000, "storageBytes": 20000000}}
            """;

    @TempDir static Path dataDir;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
        for (String object : new String[] {"victim", "neighbour"}) {
            server.probe(object, "kv-put/kept", "untouched").isOk();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = TABLE)
    void an_attack_gets_this_and_nobody_else_notices(String attack, int status, String text)
            throws IOException {
        for (int round = 0; round < 2; round++) {
            assertOutcome(attack, status, text, run(attack));
            assertEquals("untouched", server.probe("victim", "kv-get/kept", "").body());
            assertEquals("untouched", server.probe("neighbour", "kv-get/kept", "").body());
        }
        server.get("/health/live").isOk();
    }

    @Test
    void every_guest_has_a_line() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/guests/hostile"))) {
            var guests =
                    files.map(file -> GUEST.matcher(file.getFileName().toString()))
                            .filter(name -> name.matches())
                            .map(name -> name.group(1))
                            .collect(Collectors.toCollection(TreeSet::new));
            var lines =
                    Stream.of(TABLE.split("\n"))
                            .map(line -> line.substring(0, line.indexOf('|')).strip())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(guests, lines);
        }
    }

    @Test
    void a_section_that_poses_as_the_meters_means_nothing() {
        byte[] guest = TestServer.guest("hostile/loop");
        byte[] name = "lapidary.fuel".getBytes(UTF_8);
        byte[] section = new byte[3 + name.length + 4];
        section[1] = (byte) (section.length - 2);
        section[2] = (byte) name.length;
        System.arraycopy(name, 0, section, 3, name.length);
        byte[] posing = Arrays.copyOf(guest, guest.length + section.length);
        System.arraycopy(section, 0, posing, guest.length, section.length);
        server.upload("posing", posing).isOk();
        server.put("/v1/namespaces/test/objects/victim/facets/posing", OPTIONS.formatted("posing"))
                .isOk();
        server.get("/o/test/victim/posing/").isProblem(503, "FUEL_EXHAUSTED");
    }

    @Test
    void what_a_facet_is_given_is_bounded_and_said_once() {
        String facet = "/v1/namespaces/test/objects/victim/facets/given";
        String start = "{\"module\": \"probe\", ";
        String mebibyte = "x".repeat(1 << 20);
        for (String options :
                List.of(
                        "\"props\": \"" + mebibyte + "x\"}",
                        "\"env\": {\"A\": \"" + mebibyte + "\"}}",
                        "\"env\": {\"\": \"b\"}}",
                        "\"env\": {\"A\\u0000\": \"b\"}}",
                        "\"env\": {\"A\": \"b\", \"A\": \"c\"}}",
                        "\"outbound\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                        "\"limits\": {\"memoryBytes\": 999999999999999999999}}")) {
            assertEquals(400, server.put(facet, start + options).status(), options.substring(0, 8));
        }
    }

    /** What an attack got: a status, and what is worth knowing of the rest. */
    private record Outcome(int status, String text) {}

    /** Uploads the guest, starts it beside the probe, and sends it a request. */
    private static Outcome run(String attack) throws IOException {
        var upload = server.upload("hostile-" + attack, TestServer.guest("hostile/" + attack));
        if (upload.status() >= 400) {
            return new Outcome(upload.status(), "upload: " + problem(upload.json()));
        }
        String facet = "/v1/namespaces/test/objects/victim/facets/" + attack;
        var start = server.put(facet, OPTIONS.formatted("hostile-" + attack));
        if (start.status() >= 400) {
            return new Outcome(start.status(), "start: " + problem(start.json()));
        }
        var reply = server.open(server.request("/o/test/victim/" + attack + "/").GET());
        return new Outcome(reply.statusCode(), text(reply));
    }

    private static String text(HttpResponse<InputStream> reply) {
        try (var in = reply.body()) {
            byte[] body = in.readAllBytes();
            boolean isProblem =
                    reply.headers()
                            .firstValue("Content-Type")
                            .orElse("")
                            .equals("application/problem+json");
            return isProblem ? problem(JSON.readTree(body)) : new String(body, UTF_8);
        } catch (IOException e) {
            return "broken off";
        }
    }

    private static String problem(JsonNode problem) {
        return problem.path("code").asString() + " " + problem.path("detail").asString();
    }

    private static void assertOutcome(String attack, int status, String text, Outcome outcome) {
        String what = attack + " got " + outcome;
        assertEquals(status, outcome.status(), what);
        assertTrue(text == null ? outcome.text().isEmpty() : outcome.text().contains(text), what);
    }

    // name | status | what the problem's code and detail, or the body, contain
    private static final String TABLE =
            """
            alarm                     | 200 | -2 the module does not export alarm
            body-for-ever             | 200 | 0
            body-outside              | 500 | the guest trapped: slice outside memory
            clock                     | 200 | 0
            convert-infinite          | 500 | the guest trapped: integer overflow
            convert-nan               | 500 | the guest trapped: invalid conversion to integer
            copy-huge                 | 503 | FUEL_EXHAUSTED
            copy-outside              | 500 | the guest trapped: out of bounds memory access
            data-outside              | 500 | the guest trapped: out of bounds memory access
            delete-all                | 200 | 9
            divide-by-zero            | 500 | the guest trapped: integer divide by zero
            divide-overflow           | 500 | the guest trapped: integer overflow
            elements-outside          | 500 | the guest trapped: out of bounds table access
            env-unknown               | 200 | -1 the supervisor gave no key
            event-is-no-function      | 422 | upload: MODULE_EXPORT_MISSING
            event-with-a-result       | 422 | upload: MODULE_EXPORT_MISSING
            exit                      | 500 | GUEST_FAILED the guest exited with code -1
            exit-in-init              | 500 | GUEST_FAILED the guest exited with code 0
            exit-in-initialize        | 500 | GUEST_FAILED the guest exited with code 7
            exit-in-start             | 500 | GUEST_FAILED the guest exited with code 7
            fill-outside              | 500 | the guest trapped: out of bounds memory access
            flush-then-trap           | 200 | broken off
            grow                      | 500 | the guest trapped: out of bounds memory access
            grow-at-once              | 500 | the guest trapped: out of bounds memory access
            grow-for-ever             | 503 | FUEL_EXHAUSTED
            head-after-body           | 200 | x-2 the head is set once, before the body
            head-twice                | 200 | -2 the head is set once, before the body
            header-forbidden          | 200 | 0
            header-half               | 200 | -2 header 0 has no value
            header-list-outside       | 200 | -2 an item of 2147483647 bytes where 0 are left at offset 0
            header-name-splits        | 200 | -2 a header's name is a token of RFC 9110
            header-not-ascii          | 200 | -2 the value of header x has a character that is not allowed
            header-not-utf-8          | 200 | -2 ill-formed UTF-8 at offset 0
            header-splits             | 200 | -2 the value of header x has a character that is not allowed
            headers-many              | 200 | -6 a reply has at most 128 header fields
            headers-of-64-kib         | 200 | -6 headers may have 65536 bytes, these have 65544
            huge-memory               | 422 | upload: MODULE_LIMIT_EXCEEDED initial memory in bytes is 4294967296
            huge-table                | 422 | upload: MODULE_LIMIT_EXCEEDED
            import-files              | 422 | upload: MODULE_IMPORT_UNKNOWN nobody offers these imports: env.open
            import-memory             | 422 | upload: MODULE_IMPORT_UNKNOWN
            import-meter              | 422 | upload: MODULE_IMPORT_UNKNOWN
            import-refuel             | 422 | upload: MODULE_IMPORT_UNKNOWN
            import-supervisor         | 403 | start: CAPABILITY_DENIED
            import-wrong-type         | 422 | upload: MODULE_IMPORT_UNKNOWN
            indirect-null             | 500 | the guest trapped: uninitialized element 5
            indirect-outside          | 500 | the guest trapped: undefined element
            indirect-type             | 500 | the guest trapped: indirect call type mismatch
            init-loops                | 503 | FUEL_EXHAUSTED
            init-outside              | 500 | the guest trapped: out of bounds memory access
            init-traps                | 500 | the guest trapped: unreachable
            initialize-loops          | 503 | FUEL_EXHAUSTED
            kv-for-ever               | 503 | FUEL_EXHAUSTED
            kv-long-key               | 200 | -6 a key has at most 2048 bytes, this one has 2049
            kv-long-value             | 200 | -6 a value has at most 2097152 bytes, this one has 2097153
            load-outside              | 500 | the guest trapped: out of bounds memory access
            log-flood                 | 503 | FUEL_EXHAUSTED
            log-forged-line           | 200 | 0
            log-not-utf-8             | 200 | -2 the text is not UTF-8
            loop                      | 503 | FUEL_EXHAUSTED
            loop-in-calls             | 503 | FUEL_EXHAUSTED
            meter-names               | 422 | upload: MODULE_INVALID
            nan-bits                  | 200 |
            nested                    | 200 |
            outbound                  | 200 | -5 no request leaves: the options that started this name no outbound
            own-globals               | 503 | FUEL_EXHAUSTED
            random-flood              | 503 | FUEL_EXHAUSTED
            recurse                   | 500 | the guest trapped: call depth exhausted
            recurse-indirect          | 500 | the guest trapped: call depth exhausted
            recurse-mutual            | 500 | the guest trapped: call depth exhausted
            recurse-wide              | 500 | the guest trapped: call depth exhausted
            response-flushed-for-ever | 200 | broken off
            response-for-ever         | 503 | FUEL_EXHAUSTED
            response-of-100-mib       | 200 | -6 a reply body may have 33554432 bytes that are not flushed, this
            rpc                       | 200 | -2 this event is not a call
            slice-wraps               | 500 | the guest trapped: slice outside memory
            socket                    | 200 | -2 this request is no upgrade to a WebSocket
            sql-attach                | 200 | -5 ATTACH is not for guests: a facet has one database
            sql-attach-hidden         | 200 | -5 ATTACH is not for guests: a facet has one database
            sql-bad-values            | 200 | -2 value 1: a blob of 4294967295 bytes where 0 are left at offset 1
            sql-begin                 | 200 | -5 BEGIN is not for guests: an event is a transaction; inside it use
            sql-begins                | 200 | -6 begin is nested 16 deep; the limit is 16
            sql-commit-nothing        | 200 | -2 commit without begin
            sql-cursors               | 200 | -6 64 cursors are open; the limit is 64
            sql-deep-json             | 200 | -4 malformed JSON: SQLITE_ERROR
            sql-endless               | 503 | FUEL_EXHAUSTED
            sql-endless-rows          | 503 | FUEL_EXHAUSTED
            sql-flush-in-begin        | 200 | -2 not between begin and commit
            sql-forged-cursor         | 200 | -2 there is no cursor 2147483647
            sql-hidden-rename         | 200 | -5 names that begin with _lap_ are the host's: _lap_mine
            sql-hidden-table          | 200 | -5 names that begin with _lap_ are the host's: _lap_kv
            sql-hidden-trigger        | 200 | -5 names that begin with _lap_ are the host's: _lap_kv
            sql-hidden-view           | 200 | -5 names that begin with _lap_ are the host's: _lap_kv
            sql-journal               | 200 | -5 the pragma journal_mode is not on the list
            sql-load-extension        | 200 | -5 the function load_extension() is not on the list
            sql-long-text             | 200 | -4 string or blob too big: SQLITE_TOOBIG
            sql-not-utf-8             | 200 | -2 the SQL text: ill-formed UTF-8 at offset 8
            sql-pragma                | 200 | -5 the pragma writable_schema is not on the list
            sql-readfile              | 200 | -5 the function readfile() is not on the list
            sql-schema                | 200 | -5 sqlite_schema is read only
            sql-temporary             | 200 | -5 temporary tables, views and triggers are not for guests
            sql-too-much-text         | 200 | -4 the SQL text has 1048576 bytes; the limit is 100000
            sql-vacuum-into           | 200 | -5 VACUUM is not for guests: a facet has one database
            sql-zeroblob              | 200 | -4 string or blob too big: SQLITE_TOOBIG
            start-loops               | 503 | FUEL_EXHAUSTED
            start-traps               | 500 | the guest trapped: unreachable
            status-0                  | 200 | -2 a status is 200 to 599, was 0
            status-1000               | 200 | -2 a status is 200 to 599, was 1000
            status-101                | 200 | -2 a status is 200 to 599, was 101
            table-grow                | 500 | the guest trapped: undefined element
            unreachable               | 500 | the guest trapped: unreachable
            write-then-trap           | 500 | the guest trapped: unreachable
            """;
}
