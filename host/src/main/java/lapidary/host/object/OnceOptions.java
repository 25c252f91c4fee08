package lapidary.host.object;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lapidary.abi.AbiImports;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetSpec;
import lapidary.host.facet.OnceSpecs;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.json.Json;
import lapidary.host.module.Digest;
import lapidary.host.module.ModuleOwner;
import lapidary.host.module.ModuleStore;
import lapidary.host.outbound.OutboundPolicy;
import lapidary.host.storage.Durability;

/**
 * What code runs as that runs once: within an event of a facet, whose place in the object it is
 * shown, or for a client, without an object. Immutable.
 */
public final class OnceOptions implements OnceSpecs {
    private final ModuleStore modules;

    public OnceOptions(ModuleStore modules) {
        this.modules = modules;
    }

    @Override
    public FacetSpec within(FacetSpec caller, String module, byte[] json) {
        var options = options(module, json);
        ModuleOwner.requireVisible(module, caller.identity().namespace());
        var digest = digest(module);
        Capabilities.require(modules, digest, options.capabilities());
        var outbound = options.policy();
        requireWithin(caller.outbound(), outbound);
        var limits = options.limits().within(caller.limits());
        modules.compiled(digest).requireRoom(limits.memoryBytesMax());
        return new FacetSpec(
                digest,
                identity(caller.identity(), options),
                limits,
                caller.durability(),
                outbound);
    }

    /**
     * For a client.
     *
     * @param module a name or a digest
     */
    public FacetSpec alone(String module) {
        var digest = digest(module);
        Capabilities.require(modules, digest, List.of());
        modules.compiled(digest).requireRoom(FacetLimits.DEFAULT.memoryBytesMax());
        var identity = new GuestIdentity("", module, "", "", "", Map.of());
        return new FacetSpec(digest, identity, FacetLimits.DEFAULT, Durability.DURABLE);
    }

    /** Nobody passes on more than he has. */
    static void requireWithin(OutboundPolicy own, OutboundPolicy given) {
        String beyond = own.beyond(given);
        if (!beyond.isEmpty()) {
            throw new CallerException(
                    ErrorCode.CAPABILITY_DENIED,
                    "options.outbound allows what the caller is not allowed itself: " + beyond);
        }
    }

    private Digest digest(String module) {
        return modules.resolve(module)
                .orElseThrow(() ->
                        new CallerException(
                                ErrorCode.MODULE_NOT_FOUND, "there is no module " + module));
    }

    private static StartOptions options(String module, byte[] json) {
        var given = json.length == 0 ? StartOptions.NONE : Json.read(json, StartOptions.class);
        if (!given.namesAtMost(module)) {
            throw invalid("options.module is another than the module to run; leave it out");
        }
        var options = given.withModule(module).checked("options");
        if (options.capabilities().contains(AbiImports.SUPERVISOR_FACETS)) {
            throw invalid("options.capabilities: code that runs once has no facets");
        }
        return options;
    }

    private static GuestIdentity identity(GuestIdentity caller, StartOptions options) {
        return new GuestIdentity(
                caller.namespace(),
                caller.objectName(),
                Optional.ofNullable(options.id()).orElse(caller.id()),
                caller.facetPath(),
                Optional.ofNullable(options.props()).orElse(""),
                options.env());
    }

    private static CallerException invalid(String message) {
        return new CallerException(ErrorCode.REQUEST_INVALID, message);
    }
}
