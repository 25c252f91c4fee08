package lapidary.host.http;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.object.Names;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;

/** {@code ANY /o/{ns}/{object}/{facet}/{path…}}: events of facets. */
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
        if (path.size() <= FACET || path.rawPart(FACET).isEmpty()) {
            throw new CallerException(
                    ErrorCode.ROUTE_NOT_FOUND,
                    "an event goes to /o/{namespace}/{object}/{facet}/{path}");
        }
        String namespace = path.part(NAMESPACE);
        String object = path.part(OBJECT);
        String facet = Names.facet(path.part(FACET));
        if (!grant.covers(namespace)) { // told apart from one that is not there by nobody
            throw Namespaces.notFound();
        }
        boolean isUpgrade = SocketUpgrade.isAskedFor(exchange);
        if (isUpgrade) {
            origins.checkUpgrade(exchange);
        }
        exchanges.serve(
                exchange,
                isUpgrade,
                GuestRequest.hostPart(object) + "." + namespace,
                path.rawFrom(REST),
                (request, reply) -> objects.fetch(namespace, object, facet, request, reply));
    }
}
