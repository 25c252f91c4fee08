package lapidary.host.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints an object's reply. A problem of the host's is thrown as a {@link ServerRefusal}. */
final class ReplyPrinter {
    private static final int CHUNK_BYTES = 16 * 1_024;

    private final Terminal terminal;
    private final boolean asJson;
    private final boolean includesHead;

    ReplyPrinter(Terminal terminal, boolean asJson, boolean includesHead) {
        this.terminal = terminal;
        this.asJson = asJson;
        this.includesHead = includesHead;
    }

    void print(HttpResponse<InputStream> response) {
        InputStream body = bodyUnlessProblem(response);
        if (asJson) {
            printJson(response, body);
        } else {
            printPlain(response, body);
        }
    }

    /** The reply's body, already read if it could have been a problem's. */
    private static InputStream bodyUnlessProblem(HttpResponse<InputStream> response) {
        String mediaType = ApiClient.mediaType(response);
        if (!Problem.isLikely(response.statusCode(), mediaType)) {
            return response.body();
        }
        byte[] body = ApiClient.body(response);
        Optional<Problem> problem = Problem.parse(response.statusCode(), mediaType, body);
        if (problem.isPresent()) {
            throw new ServerRefusal(problem.get());
        }
        return new ByteArrayInputStream(body);
    }

    private void printPlain(HttpResponse<InputStream> response, InputStream body) {
        PrintStream out = terminal.out();
        if (includesHead) {
            printHead(response);
        }
        try (body) {
            var chunk = new byte[CHUNK_BYTES];
            for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
                out.write(chunk, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            throw ApiClient.brokenOff(e);
        }
        terminal.err().println(summary(response));
    }

    private void printHead(HttpResponse<?> response) {
        PrintStream out = terminal.out();
        out.println("HTTP/1.1 " + response.statusCode());
        response.headers()
                .map()
                .forEach((name, values) ->
                        values.forEach(value -> out.println(name + ": " + Text.printable(value))));
        out.println();
    }

    private static String summary(HttpResponse<?> response) {
        HttpHeaders headers = response.headers();
        // A reply that streams has its fuel in a trailer, which java.net.http does not show.
        String fuel = headers.firstValue("Lapidary-Fuel").orElse("told only after a stream");
        return Text.printable("status " + response.statusCode() + ", fuel " + fuel);
    }

    private void printJson(HttpResponse<InputStream> response, InputStream stream) {
        byte[] body = ApiClient.readAll(stream);
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("status", response.statusCode());
        ObjectNode headers = document.putObject("headers");
        response.headers()
                .map()
                .forEach((name, values) -> values.forEach(headers.withArray(name)::add));
        document.set("body", bodyNode(ApiClient.mediaType(response), body));
        response.headers()
                .firstValueAsLong("Lapidary-Fuel")
                .ifPresentOrElse(
                        fuel -> document.put("fuel", fuel), () -> document.putNull("fuel"));
        terminal.out().println(Json.pretty(document));
    }

    /** JSON as it is, other text as a string, bytes that are not UTF-8 as {@code {"base64"}}. */
    private static JsonNode bodyNode(String mediaType, byte[] body) {
        if (mediaType.startsWith("application/json")) {
            try {
                return Json.MAPPER.readTree(body);
            } catch (JacksonException _) {
                // Then it is text, or bytes.
            }
        }
        try {
            return Json.MAPPER
                    .getNodeFactory()
                    .stringNode(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(body))
                                    .toString());
        } catch (CharacterCodingException _) {
            return Json.MAPPER
                    .createObjectNode()
                    .put("base64", Base64.getEncoder().encodeToString(body));
        }
    }
}
