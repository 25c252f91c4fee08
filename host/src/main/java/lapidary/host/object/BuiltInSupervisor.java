package lapidary.host.object;

import java.util.Optional;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetSpec;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.module.Digest;
import lapidary.host.module.ModuleStore;

/**
 * What serves a namespace that has no supervisor module: the first part of the path after the
 * object names a facet, which the object itself declares or else its namespace. A module's name is
 * followed when it comes to mean other code; a digest is not. Immutable.
 */
final class BuiltInSupervisor {
    /** The options that hold for a facet, and the code that their module means now. */
    record Choice(StartOptions options, Digest digest) {}

    private final ModuleStore modules;

    BuiltInSupervisor(ModuleStore modules) {
        this.modules = modules;
    }

    /** What a facet is to run, or the problem that nobody declares it. */
    Choice choose(String facetName, Optional<StartOptions> ofObject, Namespace namespace) {
        var options =
                ofObject.or(() -> Optional.ofNullable(namespace.document().facets().get(facetName)))
                        .orElseThrow(() -> facetNotFound(facetName));
        var digest =
                modules.resolve(options.module())
                        .orElseThrow(() -> moduleNotFound(options.module()));
        return new Choice(options, digest);
    }

    /** Whether a choice would be made again. */
    boolean holdsStill(Choice choice) {
        return modules.resolve(choice.options().module())
                .filter(choice.digest()::equals)
                .isPresent();
    }

    /** What the facet runs as; a capability that its module needs and was not given is refused. */
    FacetSpec spec(Namespace namespace, String object, String facetName, Choice choice) {
        var options = choice.options();
        Capabilities.require(modules, choice.digest(), options.capabilities());
        var identity =
                new GuestIdentity(
                        namespace.name(),
                        object,
                        options.id() == null
                                ? ObjectId.of(namespace.id(), object).hex()
                                : options.id(),
                        "/" + facetName,
                        options.props() == null ? "" : options.props(),
                        options.env());
        var within = limits(namespace, options.limits());
        modules.compiled(choice.digest()).requireRoom(within.memoryBytesMax());
        return new FacetSpec(
                choice.digest(),
                identity,
                within,
                namespace.document().durability(),
                options.policy());
    }

    /** What a facet may use, whether or not somebody declares it. */
    FacetLimits limits(Namespace namespace, String facetName, Optional<StartOptions> ofObject) {
        return limits(
                namespace,
                ofObject.or(() -> Optional.ofNullable(namespace.document().facets().get(facetName)))
                        .map(StartOptions::limits)
                        .orElse(LimitOptions.NONE));
    }

    private static FacetLimits limits(Namespace namespace, LimitOptions ofFacet) {
        return ofFacet.within(namespace.document().limits().within(FacetLimits.DEFAULT));
    }

    private static CallerException facetNotFound(String facetName) {
        return new CallerException(
                ErrorCode.FACET_NOT_FOUND,
                "neither the object nor its namespace declares a facet of that name: " + facetName);
    }

    private static CallerException moduleNotFound(String module) {
        return new CallerException(
                ErrorCode.MODULE_NOT_FOUND, "the facet's module is not there: " + module);
    }
}
