package lapidary.host.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import lapidary.host.error.CallerException;
import lapidary.host.json.Json;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client writes into a request line and into a body of SQL. */
class RequestFuzz {
    static Stream<byte[]> paths() {
        return Stream.of("/o/test/x%20y/app/a%2Fb//c", "http://h/%C3%A9", "/%00/%zz/..", "*", "/")
                .map(path -> path.getBytes(UTF_8));
    }

    static Stream<byte[]> statements() {
        return Stream.of(
                        "{\"sql\": \"SELECT ?\", \"params\": [1, 1.5, null, true, \"t\","
                                + " {\"base64\": \"AQI=\"}]}",
                        "{\"params\": [1e999, -9223372036854775809, {\"base64\": \"*\"}]}")
                .map(json -> json.getBytes(UTF_8));
    }

    @MethodSource("paths")
    @FuzzTest(maxDuration = "2m")
    void a_path_is_split_and_decoded_or_refused(byte[] target) {
        try {
            var path = RawPath.ofTarget(new String(target, ISO_8859_1));
            var whole = new StringBuilder();
            for (int i = 0; i < path.size(); i++) {
                assertTrue(path.rawPart(i).indexOf('/') < 0);
                assertEquals(path.part(i), new String(path.part(i).getBytes(UTF_8), UTF_8));
                whole.append('/').append(path.rawPart(i));
                assertTrue(path.rawFrom(i).startsWith("/"));
            }
            assertEquals(path.toString(), whole.toString());
        } catch (CallerException _) {
            // the one thing that may be thrown
        }
    }

    @MethodSource("statements")
    @FuzzTest(maxDuration = "2m")
    void a_statement_and_its_parameters_are_read_or_refused(byte[] json) {
        try {
            var request = Json.read(json, SqlJson.Request.class);
            request.parameters();
            request.text();
        } catch (CallerException _) {
            // the one thing that may be thrown
        }
    }
}
