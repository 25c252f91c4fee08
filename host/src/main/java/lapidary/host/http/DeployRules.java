package lapidary.host.http;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import lapidary.host.object.LimitOptions;
import lapidary.host.object.NamespaceDocument;
import lapidary.host.object.NamespaceDocument.SupervisorOptions;
import lapidary.host.object.RateLimit;
import lapidary.host.object.StartOptions;
import lapidary.host.token.Grant;
import org.jspecify.annotations.Nullable;

/**
 * What a token that is limited to namespaces may change in them: what runs there, out of modules
 * that are the namespace's own or that an operator has put there before; not the limits that an
 * operator has set. A token for all namespaces may change all. Decision 0014 has the reasons.
 */
record DeployRules(Grant grant) {
    /** What an operator sets, and a namespace's own deploy token does not. */
    private record OperatorsPart(LimitOptions limits, RateLimit rateLimit) {
        static OperatorsPart of(NamespaceDocument document) {
            return new OperatorsPart(document.limits(), document.rateLimit());
        }
    }

    /** Checks a namespace's new document against what is stored, if anything is. */
    void checkChange(Optional<NamespaceDocument> before, NamespaceDocument after) {
        if (!grant.isLimited()) {
            return;
        }
        var known = before.orElse(NamespaceDocument.EMPTY);
        if (!OperatorsPart.of(known).equals(OperatorsPart.of(after))) {
            throw Access.forbidden(
                    "limits and rateLimit of a namespace are its operator's: send them as they"
                            + " are stored");
        }
        after.facets()
                .forEach((name, options) -> checkModules("facets." + name + ".", options, known));
        if (after.supervisor() != null) {
            checkModule("supervisor.module", after.supervisor().module(), known);
        }
    }

    /** Checks that deleting a namespace, to make it anew, does not shed its limits. */
    void checkDelete(NamespaceDocument document) {
        if (grant.isLimited()
                && !OperatorsPart.of(document).equals(OperatorsPart.of(NamespaceDocument.EMPTY))) {
            throw Access.forbidden("a namespace with limits is its operator's to delete");
        }
    }

    /** Checks what a restore brings back besides data: of a whole object its facets' options. */
    void checkRestore(@Nullable String facet) {
        if (grant.isLimited() && facet == null) {
            throw Access.forbidden(
                    "a whole object comes back with the modules and limits that its facets had,"
                            + " which are its operator's; name a facet to restore its data");
        }
    }

    /**
     * Checks the modules that run for a facet.
     *
     * @param field before their own, for messages
     */
    void checkModules(String field, @Nullable StartOptions options, NamespaceDocument known) {
        if (options != null) {
            checkModule(field + "module", options.module(), known);
            var outbound = options.outbound();
            checkModule(field + "outbound.via", outbound == null ? null : outbound.via(), known);
        }
    }

    /**
     * Checks a reference to a module, without asking whether there is such a module.
     *
     * @param field for the message
     * @param known the document whose modules it may name besides its own
     */
    private void checkModule(String field, @Nullable String module, NamespaceDocument known) {
        if (module == null || grant.coversModule(module)) {
            return;
        }
        if (modules(known).noneMatch(other -> Objects.equals(other, module))) {
            throw Access.forbidden(
                    field
                            + ": the token lets a facet run a module named NAMESPACE--NAME, after a"
                            + " namespace of its own, or one that the namespace's document names"
                            + " already");
        }
    }

    private static Stream<String> modules(NamespaceDocument document) {
        return Stream.concat(
                document.facets().values().stream().flatMap(StartOptions::modules),
                Stream.ofNullable(document.supervisor()).map(SupervisorOptions::module));
    }
}
