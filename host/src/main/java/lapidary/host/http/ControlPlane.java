package lapidary.host.http;

/** {@code /v1}: modules, namespaces, objects. The first part after it chooses. */
final class ControlPlane {
    private final OriginRules origins;
    private final ModuleRoutes modules;
    private final NamespaceRoutes namespaces;

    ControlPlane(OriginRules origins, ModuleRoutes modules, NamespaceRoutes namespaces) {
        this.origins = origins;
        this.modules = modules;
        this.namespaces = namespaces;
    }

    void handle(Exchange exchange) throws InterruptedException {
        origins.check(exchange);
        var path = exchange.path();
        switch (path.size() > 1 ? path.rawPart(1) : "") {
            case "modules" -> modules.handle(exchange);
            case "namespaces" -> namespaces.handle(exchange);
            default -> throw Router.nothingAt(exchange);
        }
    }
}
