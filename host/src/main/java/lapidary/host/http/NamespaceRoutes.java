package lapidary.host.http;

import java.util.LinkedHashMap;
import java.util.Map;
import lapidary.host.error.CallerException;
import lapidary.host.json.Json;
import lapidary.host.object.Namespace;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.token.Grant;

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

    void handle(Exchange exchange, Grant grant) throws InterruptedException {
        var path = exchange.path();
        if (path.size() == NAME) {
            list(exchange, grant);
        } else if (path.size() == NAME + 1) {
            one(exchange, grant, path.part(NAME));
        } else if (!path.rawPart(OBJECTS).equals("objects")) {
            throw Router.nothingAt(exchange);
        } else if (grant.covers(path.part(NAME))) {
            objectRoutes.handle(exchange, grant, path.part(NAME));
        } else {
            throw Namespaces.notFound();
        }
    }

    private void list(Exchange exchange, Grant grant) {
        if (!exchange.routeMethod().equals("GET")) {
            throw Router.notAllowed(exchange, "GET");
        }
        var paging = Paging.of(exchange);
        var page = namespaces.after(paging.after(), paging.limitAndOne(), grant::covers);
        exchange.json(OK, paging.document(page, Namespace::name, NamespaceRoutes::named));
    }

    private void one(Exchange exchange, Grant grant, String name) throws InterruptedException {
        if (!grant.covers(name)) {
            refuse(exchange);
        }
        switch (exchange.routeMethod()) {
            case "GET" -> exchange.json(OK, namespaces.require(name).document());
            case "PUT" -> put(exchange, grant, name);
            case "DELETE" -> delete(exchange, grant, name);
            default -> throw notAllowed(exchange);
        }
    }

    /** The same for a namespace that is another's as for one that nobody has. */
    private static void refuse(Exchange exchange) {
        switch (exchange.routeMethod()) {
            case "GET", "DELETE" -> throw Namespaces.notFound();
            case "PUT" -> throw Access.forbidden("the token is not for a namespace of this name");
            default -> throw notAllowed(exchange);
        }
    }

    private static CallerException notAllowed(Exchange exchange) {
        return Router.notAllowed(exchange, "GET, PUT, DELETE");
    }

    private void put(Exchange exchange, Grant grant, String name) {
        byte[] body = exchange.document(BODY_BYTES_MAX);
        var document = Json.read(body, NamespaceDocument.class);
        var before = namespaces.find(name).map(Namespace::document);
        new DeployRules(grant).checkChange(before, document);
        var namespace = namespaces.put(name, document);
        exchange.json(before.isEmpty() ? CREATED : OK, namespace.document());
    }

    private void delete(Exchange exchange, Grant grant, String name) throws InterruptedException {
        new DeployRules(grant).checkDelete(namespaces.require(name).document());
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
