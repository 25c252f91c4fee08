package lapidary.host.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The two steps that put code to work: upload a module, and let a facet run it. */
final class Deployment {
    private final ApiClient client;

    Deployment(ApiClient client) {
        this.client = client;
    }

    /** Uploads a file and returns what the server says about the module. */
    JsonNode upload(String module, Path file) {
        try {
            return client.send(
                    "PUT",
                    "/v1/modules/" + module,
                    "application/wasm",
                    BodyPublishers.ofFile(file));
        } catch (FileNotFoundException e) {
            throw new CommandFailure("cannot read " + file, e);
        }
    }

    /**
     * Names the module in the namespace's document, which is made if there is none, and returns the
     * document as it is stored then. Everything else in it stays; two that do this at once may undo
     * each other.
     */
    JsonNode route(String namespace, String facet, String module) {
        String path = "/v1/namespaces/" + namespace;
        ObjectNode document =
                client.getUnless("NAMESPACE_NOT_FOUND", path)
                        .map(Deployment::requireObject)
                        .orElseGet(Json.MAPPER::createObjectNode);
        member(member(document, "facets"), facet).put("module", module);
        return client.sendJson("PUT", path, document);
    }

    private static ObjectNode requireObject(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new CommandFailure("the server's namespace document is not an object");
    }

    private static ObjectNode member(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
    }
}
