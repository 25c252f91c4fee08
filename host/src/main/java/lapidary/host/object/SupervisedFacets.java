package lapidary.host.object;

import static lapidary.abi.ResultCode.INVALID;
import static lapidary.abi.ResultCode.NOT_FOUND;
import static lapidary.abi.ResultCode.UNAVAILABLE;

import java.util.Collection;
import lapidary.abi.Prices;
import lapidary.host.error.CallerException;
import lapidary.host.error.Refusal;
import lapidary.host.facet.CallRefusals;
import lapidary.host.facet.Called;
import lapidary.host.facet.Caller;
import lapidary.host.facet.Facet;
import lapidary.host.facet.FacetRetiredException;
import lapidary.host.facet.FacetServices;
import lapidary.host.facet.Outcome.Answered;
import lapidary.host.facet.Outcome.Forwarded;
import lapidary.host.facet.Outcome.Replied;
import lapidary.host.fuel.Fuel;
import lapidary.host.fuel.FuelMeter;
import lapidary.host.guest.CollectedReply;
import lapidary.host.guest.FacetsBelow;
import lapidary.host.guest.FetchRequest;
import lapidary.host.guest.GuestContext;
import lapidary.host.guest.OpenReply;
import lapidary.host.guest.RpcCall;
import lapidary.host.guest.RpcEvent;
import lapidary.host.json.Json;
import lapidary.host.module.ModuleOwner;

/**
 * The facets below one that is alive, as its events reach them. Turns are taken downwards only, and
 * the object is entered without waiting, so that nothing here waits for itself. Confined to the
 * event's thread.
 */
final class SupervisedFacets implements FacetsBelow {
    /** What parsing options takes, for each byte. */
    private static final int PARSED_BYTES = 8;

    private final String path;
    private final LiveObject object;
    private final FacetServices services;
    private final Caller caller;

    SupervisedFacets(String path, LiveObject object, FacetServices services, Caller caller) {
        this.path = path;
        this.object = object;
        this.services = services;
        this.caller = caller;
    }

    @Override
    public boolean isStarted(String name) {
        return object.supervision().isStarted(child(name), namespace());
    }

    @Override
    public void requireStarted(String name) {
        if (!isStarted(name)) {
            throw new Refusal(NOT_FOUND, "the facet is not started: " + child(name));
        }
    }

    @Override
    public Collection<String> names() {
        return object.tree().children(path);
    }

    @Override
    public Runnable start(String name, byte[] json) {
        var options = options(json);
        if (isStarted(name)) {
            return () -> {};
        }
        String child = child(name);
        var resolved = caller.aside(() -> checked(child, options));
        return () -> {
            caller.aside(() -> {
                object.startForEvent(child, resolved);
                return true;
            });
        };
    }

    private StartOptions options(byte[] json) {
        try (var _ = services.memory().claim((long) PARSED_BYTES * json.length)) {
            return Json.read(json, StartOptions.class).checked("options");
        } catch (CallerException e) {
            throw new Refusal(INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** The options with the code that their module means now, if all is granted and fits. */
    private StartOptions checked(String child, StartOptions options) {
        var namespace = namespace();
        var supervision = object.supervision();
        ModuleOwner.requireVisible(options.module(), namespace.name());
        supervision.checkGranted(child, namespace, options);
        var choice = supervision.choose(child, namespace, options);
        supervision.spec(namespace, child, choice);
        return options.withModule(choice.digest().toString());
    }

    @Override
    public OpenReply fetch(String name, FetchRequest request, GuestContext payer) {
        String target = child(name);
        long burned = 0;
        while (true) {
            try (var reply = new CollectedReply(services.memory())) {
                String now = target;
                var called =
                        run(
                                now,
                                payer,
                                (facet, left) -> facet.fetchFor(caller, request, reply, left));
                burned += called.burned();
                switch (called.outcome()) {
                    case Replied replied -> {
                        return reply.whole(replied.rest(), new Fuel(burned));
                    }
                    case Forwarded forwarded -> target = FacetPath.child(now, forwarded.name());
                    default -> throw CallRefusals.of(called.outcome());
                }
            }
        }
    }

    @Override
    public OpenReply call(String name, RpcCall call, GuestContext payer) {
        try (var event = new RpcEvent(call, services.memory())) {
            var called =
                    run(child(name), payer, (facet, left) -> facet.callFor(caller, event, left));
            if (called.outcome() instanceof Answered) {
                return event.reply(new Fuel(called.burned()));
            }
            throw CallRefusals.of(called.outcome());
        }
    }

    private interface Event {
        Called run(Facet facet, Fuel left) throws InterruptedException;
    }

    /** Runs an event of a facet below, and pays for it. */
    private Called run(String target, GuestContext payer, Event event) {
        var left = new Fuel(payer.left());
        var called = caller.aside(() -> retrying(target, left, event));
        caller.pay(called, payer);
        return called;
    }

    /** A facet may be let go at the moment in which it is asked for: ask again. */
    private Called retrying(String target, Fuel left, Event event) throws InterruptedException {
        while (true) {
            try {
                return event.run(object.facetForEvent(namespace(), target), left);
            } catch (FacetRetiredException e) {
                if (object.isRetired()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void abort(String name, String reason) {
        caller.aside(() -> {
            object.abortForEvent(child(name), reason);
            return true;
        });
    }

    @Override
    public void payDeletion(String name, FuelMeter meter) {
        meter.charge(Prices.FACET_DELETED * object.tree().subtree(child(name)).size());
    }

    @Override
    public void delete(String name) {
        caller.aside(() -> {
            object.deleteForEvent(child(name));
            return true;
        });
    }

    @Override
    public void payClone(String from, String to, FuelMeter meter) {
        payDeletion(to, meter);
        for (String copied : object.tree().subtree(child(from))) {
            meter.charge(Prices.FACET_COPIED);
            meter.charge(Prices.copiedPages(object.usedBytes(copied)));
        }
    }

    @Override
    public void clone(String from, String to) {
        caller.aside(() -> {
            object.copyForEvent(namespace(), child(from), child(to));
            return true;
        });
    }

    @Override
    public byte[] usage(String name) {
        String child = child(name);
        return caller.aside(() -> object.usageForEvent(child))
                .map(UsageJson::bytes)
                .orElseThrow(() -> new Refusal(NOT_FOUND, "there is no such facet: " + child));
    }

    private String child(String name) {
        return FacetPath.child(path, name);
    }

    private Namespace namespace() {
        return object.namespaceOf(path)
                .orElseThrow(() -> new Refusal(UNAVAILABLE, "the facet is being stopped"));
    }
}
