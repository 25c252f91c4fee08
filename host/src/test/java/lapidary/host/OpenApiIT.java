package lapidary.host;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Holds {@code /openapi.json} to the server that serves it. */
class OpenApiIT {
    private static final Pattern REFUSED = Pattern.compile("unknown query parameter (\\w+);");

    @TempDir static Path dataDir;
    private static TestServer server;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        server = TestServer.withProbe(dataDir);
        document = server.get("/openapi.json").isOk().json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_documented_call_is_answered_by_a_route() {
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                String address =
                        path.getKey()
                                .replace("{namespace}", "test")
                                .replace("{object}", "documented")
                                .replace("{module}", "absent")
                                .replace("{facet}", "app")
                                .replace("{token}", "absent")
                                .replace("{path}", "events");
                var reply =
                        server.send(
                                server.request(address)
                                        .method(sent(method), BodyPublishers.noBody()));
                String call = method.getKey() + " " + path.getKey();
                assertNotEquals(405, reply.status(), call);
                assertFalse(reply.body().contains("ROUTE_NOT_FOUND"), call);
                assertNotEquals(501, reply.status(), call);
            }
        }
    }

    /** Of a stream that does not end by itself, the head. */
    private static String sent(Map.Entry<String, JsonNode> method) {
        boolean isStream = method.getValue().at("/responses/200/content").has("text/event-stream");
        return isStream ? "HEAD" : method.getKey().toUpperCase(Locale.ROOT);
    }

    @Test
    void every_documented_query_parameter_is_taken_and_any_other_refused_by_its_name() {
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                boolean isGuests =
                        path.getKey().startsWith("/o/") || path.getKey().contains("/fetch/");
                if (isGuests || !path.getKey().startsWith("/v1/")) {
                    continue;
                }
                String call = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                var known = queryParameters(method.getValue());
                assertTrue(refused(call, known).isEmpty(), call + known);
                assertEquals("nobodys", refused(call, Set.of("nobodys")), call);
            }
        }
    }

    private static Set<String> queryParameters(JsonNode method) {
        var names = new TreeSet<String>();
        for (var listed : method.path("parameters")) {
            var parameter =
                    listed.has("$ref")
                            ? document.at(listed.path("$ref").asString().substring(1))
                            : listed;
            if (parameter.path("in").asString().equals("query")) {
                names.add(parameter.path("name").asString());
            }
        }
        return names;
    }

    /** The query parameter that a call refuses; empty if it takes all of them. */
    private static String refused(String call, Set<String> query) {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1).replaceAll("\\{\\w+}", "absent");
        String names = query.stream().map(name -> name + "=").collect(joining("&"));
        boolean isStream = path.equals("/v1/logs") && !query.contains("nobodys");
        var request =
                server.request(path + (names.isEmpty() ? "" : "?" + names))
                        .method(isStream ? "HEAD" : method, BodyPublishers.noBody());
        var reply = server.send(request);
        var found = REFUSED.matcher(reply.body());
        return found.find() ? found.group(1) : "";
    }

    @Test
    void every_reference_in_it_leads_somewhere() {
        for (String reference : document.findValuesAsString("$ref")) {
            assertFalse(document.at(reference.substring(1)).isMissingNode(), reference);
        }
    }

    @Test
    void the_fields_of_its_documents_are_those_that_the_server_takes() {
        for (var schema :
                Map.of(
                                "Namespace",
                                "/v1/namespaces/shape",
                                "StartOptions",
                                "/v1/namespaces/test/objects/o/facets/f")
                        .entrySet()) {
            var fields =
                    document.at("/components/schemas/" + schema.getKey() + "/properties")
                            .propertyNames();
            var problem = server.put(schema.getValue(), "{\"unknown\": 1}");
            assertEquals(400, problem.status());
            for (String field : fields) {
                assertTrue(
                        problem.detail().contains(field),
                        field + " is not in: " + problem.detail());
            }
        }
    }
}
