package lapidary.host.cli;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** How a statement's parameter is written on a command line. */
final class SqlParameter {
    private static final Pattern BLOB = Pattern.compile("[xX]'((?:[0-9A-Fa-f]{2})*)'");

    private SqlParameter() {}

    /** A JSON number, string or null as such, {@code x'0aff'} as a BLOB, anything else as text. */
    static JsonNode parse(String text) {
        Matcher blob = BLOB.matcher(text);
        if (blob.matches()) {
            byte[] bytes = HexFormat.of().parseHex(blob.group(1));
            return Json.MAPPER
                    .createObjectNode()
                    .put("base64", Base64.getEncoder().encodeToString(bytes));
        }
        try {
            JsonNode node = Json.MAPPER.readTree(text);
            if (node.isNumber() || node.isNull() || node.isString()) {
                return node;
            }
        } catch (JacksonException _) {
            // Then it is text.
        }
        return Json.MAPPER.getNodeFactory().stringNode(text);
    }
}
