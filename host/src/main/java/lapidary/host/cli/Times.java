package lapidary.host.cli;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Times for people: the server gives milliseconds since the epoch, in members that say so. */
final class Times {
    private static final String UNIT = "Millis";

    private Times() {}

    /**
     * The object with its times in UTC, as ISO 8601 writes them, and their names without the unit.
     */
    static JsonNode readable(JsonNode object) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        for (var member : object.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (name.endsWith(UNIT) && value.canConvertToLong()) {
                String time = Instant.ofEpochMilli(value.asLong()).toString();
                result.put(name.substring(0, name.length() - UNIT.length()), time);
            } else {
                result.set(name, value);
            }
        }
        return result;
    }
}
