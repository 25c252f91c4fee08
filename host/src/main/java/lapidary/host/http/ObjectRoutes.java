package lapidary.host.http;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.SqlRequest;
import lapidary.host.json.Json;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.object.ObjectView;
import lapidary.host.object.StartOptions;
import lapidary.host.token.Grant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/namespaces/{ns}/objects…} */
final class ObjectRoutes {
    private static final int BODY_BYTES_MAX = 8 << 20;
    private static final int OK = 200;
    private static final int OBJECT = 4;
    private static final int FACETS = 5;
    private static final int FACET = 6;
    private static final int ACTION = 7;

    private final Namespaces namespaces;
    private final ObjectRegistry objects;
    private final UsageRoutes usage;
    private final DatabaseRoutes databaseRoutes;

    ObjectRoutes(Namespaces namespaces, ObjectRegistry objects, UsageRoutes usage) {
        this.usage = usage;
        this.namespaces = namespaces;
        this.objects = objects;
        this.databaseRoutes = new DatabaseRoutes(objects);
    }

    /**
     * @param namespace one that the grant covers
     */
    void handle(Exchange exchange, Grant grant, String namespace) throws InterruptedException {
        var path = exchange.path();
        int size = path.size();
        if (size == OBJECT) {
            list(exchange, namespace);
        } else if (size == OBJECT + 1) {
            object(exchange, namespace, path.part(OBJECT));
        } else if (size == FACET && path.rawPart(FACETS).equals("restore")) {
            restore(exchange, grant, namespace, path.part(OBJECT));
        } else if (size > FACET && path.rawPart(FACETS).equals("facets")) {
            facet(exchange, grant, namespace, path.part(OBJECT), path.part(FACET));
        } else {
            throw Router.nothingAt(exchange);
        }
    }

    private void list(Exchange exchange, String namespace) {
        require(exchange, "GET");
        var paging = Paging.of(exchange);
        String prefix = exchange.query("prefix").orElse("");
        var page = objects.list(namespace, prefix, paging.after(), paging.limitAndOne());
        exchange.json(OK, paging.document(page, ObjectView::name, view -> view));
    }

    private void object(Exchange exchange, String namespace, String object)
            throws InterruptedException {
        switch (exchange.routeMethod()) {
            case "GET" -> {
                var view = objects.find(namespace, object);
                exchange.json(OK, view.withUsage(usage.ofObject(namespace, object)));
            }
            case "DELETE" -> {
                objects.delete(namespace, object);
                exchange.noContent();
            }
            default -> throw Router.notAllowed(exchange, "GET, DELETE");
        }
    }

    private record RestoreRequest(@Nullable String to, @Nullable String facet) {}

    private void restore(Exchange exchange, Grant grant, String namespace, String object)
            throws InterruptedException {
        switch (exchange.routeMethod()) {
            case "GET" -> exchange.json(OK, objects.archived(namespace, object));
            case "POST" -> {
                byte[] body = exchange.document(BODY_BYTES_MAX);
                var request = Json.read(body, RestoreRequest.class);
                var to = time(request.to());
                String facet = request.facet();
                new DeployRules(grant).checkRestore(facet);
                exchange.json(
                        OK,
                        facet == null
                                ? objects.restore(namespace, object, to)
                                : objects.restoreFacet(namespace, object, facet, to));
            }
            default -> throw Router.notAllowed(exchange, "GET, POST");
        }
    }

    private static Instant time(@Nullable String text) {
        try {
            return Instant.parse(text == null ? "" : text);
        } catch (DateTimeParseException e) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID,
                    "field to is a time such as 2030-01-31T12:00:00Z",
                    e);
        }
    }

    private void facet(
            Exchange exchange, Grant grant, String namespace, String object, String facet)
            throws InterruptedException {
        var path = exchange.path();
        if (path.size() == ACTION) {
            facetItself(exchange, grant, namespace, object, facet);
            return;
        }
        switch (path.size() == ACTION + 1 ? path.rawPart(ACTION) : "") {
            case "sql" -> sql(exchange, namespace, object, facet);
            case "abort" -> abort(exchange, namespace, object, facet);
            case "clone" -> clone(exchange, namespace, object, facet);
            case "database" -> databaseRoutes.handle(exchange, namespace, object, facet);
            default -> throw Router.nothingAt(exchange);
        }
    }

    private void facetItself(
            Exchange exchange, Grant grant, String namespace, String object, String facet)
            throws InterruptedException {
        switch (exchange.routeMethod()) {
            case "PUT" -> {
                byte[] body = exchange.document(BODY_BYTES_MAX);
                var options = Json.read(body, StartOptions.class);
                var document = namespaces.require(namespace).document();
                new DeployRules(grant).checkModules("", options, document);
                objects.setFacet(namespace, object, facet, options);
                exchange.json(OK, options);
            }
            case "DELETE" -> {
                objects.deleteFacet(namespace, object, facet);
                exchange.noContent();
            }
            default -> throw Router.notAllowed(exchange, "PUT, DELETE");
        }
    }

    private void sql(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        require(exchange, "POST");
        byte[] body = exchange.document(BODY_BYTES_MAX);
        var request = Json.read(body, SqlJson.Request.class);
        var statement = new SqlRequest(request.text(), request.parameters(), exchange.memory());
        var outcome = objects.sql(namespace, object, facet, statement);
        exchange.json(OK, SqlJson.document(outcome));
    }

    private void abort(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        require(exchange, "POST");
        objects.abortFacet(namespace, object, facet, "the operator asked for it");
        exchange.json(OK, Map.of("aborted", true));
    }

    private void clone(Exchange exchange, String namespace, String object, String facet)
            throws InterruptedException {
        require(exchange, "POST");
        var request = Json.read(exchange.document(BODY_BYTES_MAX), CloneRequest.class);
        if (request.to() == null) {
            throw new CallerException(
                    ErrorCode.REQUEST_INVALID, "to is missing: the facet that is cloned over");
        }
        objects.cloneFacet(namespace, object, facet, request.to());
        exchange.json(OK, Map.of("cloned", true));
    }

    private record CloneRequest(@Nullable String to) {}

    private static void require(Exchange exchange, String method) {
        if (!exchange.routeMethod().equals(method)) {
            throw Router.notAllowed(exchange, method);
        }
    }
}
