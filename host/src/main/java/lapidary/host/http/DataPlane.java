package lapidary.host.http;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.object.Names;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;

/**
 * {@code ANY /o/{ns}/{object}/{path…}}: events of the root, where a supervisor module serves; else
 * the path begins with the facet that has the event.
 */
final class DataPlane implements Route {
    static final int FACET = 3;
    private static final int NAMESPACE = 1;
    private static final int OBJECT = 2;
    private static final int REST = 4;
    private final Access access;
    private final OriginRules origins;
    private final GuestExchange exchanges;
    private final ObjectRegistry objects;

    /**
     * @param exchanges has guests answer
     */
    DataPlane(Access access, OriginRules origins, GuestExchange exchanges, ObjectRegistry objects) {
        this.access = access;
        this.origins = origins;
        this.exchanges = exchanges;
        this.objects = objects;
    }

    @Override
    public void handle(Exchange exchange) throws InterruptedException {
        var grant = access.ofDataPlane(exchange);
        var path = exchange.path();
        if (path.size() <= OBJECT) {
            throw nothingThere();
        }
        String namespace = path.part(NAMESPACE);
        String object = path.part(OBJECT);
        if (!grant.covers(namespace)) { // told apart from one that is not there by nobody
            throw Namespaces.notFound();
        }
        boolean isUpgrade = SocketUpgrade.isAskedFor(exchange);
        if (isUpgrade) {
            origins.checkUpgrade(exchange);
        }
        String host = GuestRequest.hostPart(object) + "." + namespace;
        if (objects.hasSupervisor(namespace)) {
            exchanges.serve(
                    exchange,
                    isUpgrade,
                    host,
                    path.rawFrom(FACET),
                    (request, reply) -> objects.fetchRoot(namespace, object, request, reply));
            return;
        }
        if (path.size() <= FACET || path.rawPart(FACET).isEmpty()) {
            throw nothingThere();
        }
        String facet = Names.facet(path.part(FACET));
        exchanges.serve(
                exchange,
                isUpgrade,
                host,
                path.rawFrom(REST),
                (request, reply) -> objects.fetch(namespace, object, facet, request, reply));
    }

    private static CallerException nothingThere() {
        return new CallerException(
                ErrorCode.ROUTE_NOT_FOUND,
                "an event goes to /o/{namespace}/{object}/{path}; without a supervisor module the"
                        + " path begins with the facet: /o/{namespace}/{object}/{facet}/{path}");
    }
}
