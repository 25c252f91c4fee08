package lapidary.host.http;

import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.Outcome;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.fuel.Fuel;
import lapidary.host.guest.ReplyStream;
import lapidary.host.object.Namespaces;
import lapidary.host.object.ObjectRegistry;
import lapidary.host.supervisor.Decision.Answer;
import lapidary.host.supervisor.Decision.Forward;
import lapidary.host.supervisor.SupervisedObject;
import lapidary.host.supervisor.Supervisors;

/**
 * {@code ANY /o/{ns}/{object}/{path…}}: events of the root, where a supervisor module serves; else
 * of the facet that a supervisor in Java says.
 */
final class DataPlane implements Route {
    private static final int NAMESPACE = 1;
    private static final int OBJECT = 2;

    /** The first part after the object. */
    static final int AFTER_OBJECT = 3;

    private final Access access;
    private final OriginRules origins;
    private final GuestExchange exchanges;
    private final ObjectRegistry objects;
    private final Supervisors supervisors;

    /**
     * @param exchanges has guests answer
     * @param supervisors that are no modules
     */
    DataPlane(
            Access access,
            OriginRules origins,
            GuestExchange exchanges,
            ObjectRegistry objects,
            Supervisors supervisors) {
        this.access = access;
        this.origins = origins;
        this.exchanges = exchanges;
        this.objects = objects;
        this.supervisors = supervisors;
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
        exchanges.serve(
                exchange,
                isUpgrade,
                GuestRequest.hostPart(object) + "." + namespace,
                path.rawFrom(AFTER_OBJECT),
                (request, reply) ->
                        serve(
                                new SupervisedObject(namespace, object, objects),
                                new PathRequest(path, AFTER_OBJECT, request),
                                reply));
    }

    private Outcome serve(SupervisedObject object, PathRequest request, ReplyStream reply)
            throws InterruptedException {
        if (objects.hasSupervisor(object.namespace())) {
            return objects.fetchRoot(object.namespace(), object.name(), request.whole(), reply);
        }
        var decision = supervisors.of(object.namespace()).decide(object, request);
        return switch (decision) {
            case Forward to ->
                    objects.fetch(
                            object.namespace(), object.name(), to.facet(), to.request(), reply);
            case Answer answer -> new Replied(answer.reply(), false, Fuel.NONE);
        };
    }

    private static CallerException nothingThere() {
        return new CallerException(
                ErrorCode.ROUTE_NOT_FOUND, "an event goes to /o/{namespace}/{object}/{path}");
    }
}
