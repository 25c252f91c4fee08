package lapidary.host.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import lapidary.host.error.CallerException;
import lapidary.host.json.Json;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents of operators: read and checked, or refused as the caller's mistake. */
class DocumentFuzz {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        """
                        {"supervisor": null,
                         "facets": {"app": {"module": "probe", "props": "p", "id": "i",
                             "env": {"A": "b"}, "capabilities": ["supervisor_facets"],
                             "limits": {"fuelPerEvent": 1, "memoryBytes": 2, "storageBytes": 3,
                                        "subrequests": 4},
                             "outbound": {"allow": ["https://example.org"]}}},
                         "limits": {"memoryBytes": 65536},
                         "rateLimit": {"requestsPerSecond": 1, "fuelPerSecond": 2}}
                        """,
                        "{\"facets\": {\"a\": {\"module\": \"\\ud83d\\udc8e\", \"limits\": null}}}",
                        "{\"supervisor\": {\"module\": \"m\", \"env\": {}}}",
                        "{\"limits\": {\"memoryBytes\": 1e400}}",
                        "{\"facets\": " + "[".repeat(2_000) + "]".repeat(2_000) + "}",
                        "")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "3m")
    void a_namespaces_document_is_read_or_refused(byte[] json) {
        try {
            var document = Json.read(json, NamespaceDocument.class).checked();
            Json.read(Json.bytes(document), NamespaceDocument.class).checked();
        } catch (CallerException _) {
            // the one thing that may be thrown
        }
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "3m")
    void start_options_are_read_or_refused(byte[] json) {
        try {
            Json.read(json, StartOptions.class).checked("options");
        } catch (CallerException _) {
            // the one thing that may be thrown
        }
    }
}
