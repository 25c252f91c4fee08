package lapidary.host.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lapidary.abi.AbiImports;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.facet.FacetLimits;
import lapidary.host.facet.FacetSpec;
import lapidary.host.guest.GuestIdentity;
import lapidary.host.module.Digest;
import lapidary.host.module.ModuleStore;
import lapidary.host.outbound.OutboundPolicy;

/**
 * What the facets of one object run, and as what. The root runs its namespace's supervisor module,
 * if there is one; else a facet below the built-in supervisor runs what the object declares, or its
 * namespace. All others run as they were started. A module's name is followed when it comes to mean
 * other code; a digest is not. Thread-safe, as its tree is.
 */
final class Supervision {
    private static final Set<String> EVERY_CAPABILITY =
            Set.of(AbiImports.SUPERVISOR_FACETS, AbiImports.SUPERVISOR_LOADER);

    /**
     * What a facet is to run.
     *
     * @param lineage the options of those above it that have any, from the top down, and its own
     * @param digest the code that its module means now
     */
    record Choice(List<StartOptions> lineage, Digest digest) {
        StartOptions options() {
            return lineage.getLast();
        }
    }

    private final ModuleStore modules;
    private final ObjectTree tree;
    private final ObjectId object;
    private final String objectName;

    Supervision(ModuleStore modules, ObjectTree tree, ObjectId object, String objectName) {
        this.modules = modules;
        this.tree = tree;
        this.object = object;
        this.objectName = objectName;
    }

    /** What a facet is to run, or the problem that it is not declared, or not started. */
    Choice choose(String path, Namespace namespace) {
        var options = options(path, namespace).orElseThrow(() -> notFound(path, namespace));
        return choose(path, namespace, options);
    }

    /** What a facet would run that is started with these options. */
    Choice choose(String path, Namespace namespace, StartOptions options) {
        var lineage = new ArrayList<StartOptions>();
        for (String above : FacetPath.lineage(path)) {
            if (!above.equals(path)) {
                options(above, namespace).ifPresent(lineage::add);
            }
        }
        lineage.add(options);
        return new Choice(List.copyOf(lineage), digest(options.module()));
    }

    /** The code that a module means now, or the problem that there is none. */
    Digest digest(String module) {
        return modules.resolve(module).orElseThrow(() -> noSuchModule(module));
    }

    private static CallerException noSuchModule(String module) {
        return new CallerException(
                ErrorCode.MODULE_NOT_FOUND, "the facet's module is not there: " + module);
    }

    /** Whether a choice would be made again, as long as nobody stops the facet. */
    boolean holdsStill(Choice choice) {
        return modules.resolve(choice.options().module())
                .filter(choice.digest()::equals)
                .isPresent();
    }

    /** Whether a facet runs when it is asked for. */
    boolean isStarted(String path, Namespace namespace) {
        return options(path, namespace).isPresent();
    }

    /** What the facet runs as; a capability that its module needs and was not given is refused. */
    FacetSpec spec(Namespace namespace, String path, Choice choice) {
        var options = choice.options();
        Capabilities.require(modules, choice.digest(), options.capabilities());
        var identity =
                new GuestIdentity(
                        namespace.name(),
                        objectName,
                        id(choice),
                        FacetPath.ofGuest(path),
                        options.props() == null ? "" : options.props(),
                        options.env());
        var within = limits(namespace, choice.lineage());
        modules.compiled(choice.digest()).requireRoom(within.memoryBytesMax());
        return new FacetSpec(
                choice.digest(),
                identity,
                within,
                namespace.document().durability(),
                outbound(namespace, choice.lineage()));
    }

    /** The parent's, unless somebody on the way gave another. */
    private String id(Choice choice) {
        String id = object.hex();
        for (var options : choice.lineage()) {
            id = options.id() == null ? id : options.id();
        }
        return id;
    }

    /** What a facet may use, whether or not it is started. */
    FacetLimits limits(Namespace namespace, String path) {
        return limits(
                namespace,
                FacetPath.lineage(path).stream()
                        .flatMap(each -> options(each, namespace).stream())
                        .toList());
    }

    private static FacetLimits limits(Namespace namespace, List<StartOptions> lineage) {
        var limits = namespace.document().limits().within(FacetLimits.DEFAULT);
        for (var options : lineage) {
            limits = options.limits().within(limits);
        }
        return limits;
    }

    /**
     * By which the requests of the last of these leave. Nobody has more than whoever is above; on
     * top is the namespace's owner, for whom a supervisor module speaks.
     */
    private static OutboundPolicy outbound(Namespace namespace, List<StartOptions> lineage) {
        OutboundPolicy policy = new OutboundPolicy.Owner(OutboundPolicy.none());
        boolean isRoot = namespace.document().supervisor() != null;
        for (var options : lineage) {
            policy =
                    isRoot
                            ? new OutboundPolicy.Owner(options.policy())
                            : policy.grant(options.policy());
            isRoot = false;
        }
        return policy;
    }

    /** Refuses an outbound policy that allows more than whoever gives it has. */
    private void checkOutbound(String path, Namespace namespace, StartOptions options) {
        var above =
                FacetPath.lineage(FacetPath.parent(path)).stream()
                        .flatMap(each -> options(each, namespace).stream())
                        .toList();
        OnceOptions.requireWithin(outbound(namespace, above), options.policy());
    }

    /** Refuses what a facet would grant those below it, and was not granted itself. */
    void checkGranted(String path, Namespace namespace, StartOptions options) {
        checkOutbound(path, namespace, options);
        var missing = new TreeSet<>(options.capabilities());
        missing.removeAll(granted(FacetPath.parent(path), namespace));
        if (!missing.isEmpty()) {
            var denied =
                    new CallerException(
                            ErrorCode.CAPABILITY_DENIED,
                            "a facet grants what it was granted itself, not "
                                    + String.join(", ", missing));
            denied.with("capabilities", List.copyOf(missing));
            throw denied;
        }
    }

    private Collection<String> granted(String path, Namespace namespace) {
        return path.isEmpty()
                ? EVERY_CAPABILITY
                : options(path, namespace).map(StartOptions::capabilities).orElse(List.of());
    }

    /** What a facet runs with, if it is declared or started. */
    Optional<StartOptions> options(String path, Namespace namespace) {
        var document = namespace.document();
        if (path.isEmpty()) {
            return document.rootOptions();
        }
        return tree.find(path)
                .flatMap(ObjectTree.Node::options)
                .or(() -> Optional.ofNullable(document.facets().get(path)));
    }

    private static CallerException notFound(String path, Namespace namespace) {
        boolean isDeclared = namespace.document().supervisor() == null && !path.contains("/");
        return new CallerException(
                ErrorCode.FACET_NOT_FOUND,
                (isDeclared
                                ? "neither the object nor its namespace declares a facet of that"
                                        + " name: "
                                : "the facet is not started: ")
                        + FacetPath.shown(path));
    }
}
