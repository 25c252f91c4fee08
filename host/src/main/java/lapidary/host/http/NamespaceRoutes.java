package lapidary.host.http;

import java.util.LinkedHashMap;
import java.util.Map;
import lapidary.host.json.Json;
import lapidary.host.object.Namespace;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;

/** {@code /v1/namespaces…}, but for what is below an object. */
final class NamespaceRoutes {
    /** Of a document: options of many facets, with their props and environments. */
    private static final int BODY_BYTES_MAX = 8 << 20;

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NAME = 2;
    private static final int OBJECTS = 3;

    private final Namespaces namespaces;
    private final ObjectRegistry objects;
    private final ObjectRoutes objectRoutes;

    NamespaceRoutes(Namespaces namespaces, ObjectRegistry objects, ObjectRoutes objectRoutes) {
        this.namespaces = namespaces;
        this.objects = objects;
        this.objectRoutes = objectRoutes;
    }

    void handle(Exchange exchange) throws InterruptedException {
        var path = exchange.path();
        if (path.size() == NAME) {
            list(exchange);
        } else if (path.size() == NAME + 1) {
            one(exchange, path.part(NAME));
        } else if (path.rawPart(OBJECTS).equals("objects")) {
            objectRoutes.handle(exchange, path.part(NAME));
        } else {
            throw Router.nothingAt(exchange);
        }
    }

    private void list(Exchange exchange) {
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        var paging = Paging.of(exchange);
        var page = namespaces.after(paging.after(), paging.limitAndOne());
        exchange.json(OK, paging.document(page, Namespace::name, NamespaceRoutes::named));
    }

    private void one(Exchange exchange, String name) throws InterruptedException {
        switch (exchange.routeMethod()) {
            case "GET" -> exchange.json(OK, namespaces.require(name).document());
            case "PUT" -> put(exchange, name);
            case "DELETE" -> delete(exchange, name);
            default -> throw Router.notAllowed(exchange, "GET, PUT, DELETE");
        }
    }

    private void put(Exchange exchange, String name) {
        byte[] body = exchange.document(BODY_BYTES_MAX);
        var document = Json.read(body, NamespaceDocument.class);
        boolean isNew = namespaces.find(name).isEmpty();
        var namespace = namespaces.put(name, document);
        exchange.json(isNew ? CREATED : OK, namespace.document());
    }

    private void delete(Exchange exchange, String name) throws InterruptedException {
        boolean isForced =
                exchange.query("force").filter(value -> value.equals("true")).isPresent();
        objects.deleteNamespace(name, isForced);
        exchange.noContent();
    }

    private static Map<String, Object> named(Namespace namespace) {
        var document = new LinkedHashMap<String, Object>();
        document.put("name", namespace.name());
        document.put("document", namespace.document());
        return document;
    }
}
