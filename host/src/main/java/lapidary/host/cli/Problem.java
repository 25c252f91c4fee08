package lapidary.host.cli;

import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal of the server, as RFC 9457 writes it, or what stands for one when something between us
 * and the server answered in its place.
 */
record Problem(int status, ObjectNode document) {
    private static final Set<String> SAID_FIRST =
            Set.of("type", "title", "status", "code", "detail");
    private static final int FOREIGN_TEXT_MAX = 300;

    /** A problem document of Lapidary, known by its media type, its type and its code. */
    static Optional<Problem> parse(int status, String contentType, byte[] body) {
        if (!isLikely(status, contentType)) {
            return Optional.empty();
        }
        try {
            return Json.MAPPER.readTree(body) instanceof ObjectNode document
                            && document.path("type").asString("").startsWith("/problems/")
                            && document.path("code").isString()
                    ? Optional.of(new Problem(status, document))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Whether a reply with this head is worth parsing. */
    static boolean isLikely(int status, String contentType) {
        return status >= 400 && contentType.startsWith("application/problem+json");
    }

    /** An answer from somebody else: a proxy, or a server that is not Lapidary. */
    static Problem foreign(int status, String body) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("status", status);
        document.put("title", "The answer is not Lapidary's; does --server name the right one?");
        document.put(
                "detail",
                body.length() > FOREIGN_TEXT_MAX
                        ? body.substring(0, FOREIGN_TEXT_MAX) + "…"
                        : body.strip());
        return new Problem(status, document);
    }

    String code() {
        return document.path("code").asString("");
    }

    /** One line with code, status and detail, then one for each further member. */
    String describe() {
        var text = new StringBuilder();
        text.append(code().isEmpty() ? "HTTP" : Text.printable(code())).append(' ').append(status);
        String title = document.path("title").asString("");
        String detail = document.path("detail").asString("");
        if (code().isEmpty() || detail.isEmpty()) {
            text.append(": ").append(Text.printable(title));
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(Text.printable(detail));
        }
        for (var member : document.properties()) {
            if (!SAID_FIRST.contains(member.getKey())) {
                text.append(System.lineSeparator()).append("  ");
                text.append(Text.printable(member.getKey())).append(": ");
                text.append(Text.printable(plain(member.getValue())));
            }
        }
        return text.toString();
    }

    private static String plain(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }
}
