package lapidary.host.object;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lapidary.abi.AbiImports;
import lapidary.host.error.CallerException;
import lapidary.host.error.ErrorCode;
import lapidary.host.storage.Durability;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a namespace.
 *
 * @param supervisor the module that serves its objects, or null for the built-in supervisor
 * @param limits of each facet
 * @param rateLimit of all of them together
 * @param durability when what an event committed may be told
 * @param facets those that the built-in supervisor offers on every object, by name
 */
public record NamespaceDocument(
        @Nullable SupervisorOptions supervisor,
        Map<String, StartOptions> facets,
        @JsonInclude(value = Include.CUSTOM, valueFilter = NothingSet.class) LimitOptions limits,
        @JsonInclude(value = Include.CUSTOM, valueFilter = NothingSet.class) RateLimit rateLimit,
        Durability durability) {
    /** Of a namespace about which nothing was said. */
    public static final NamespaceDocument EMPTY =
            new NamespaceDocument(
                    null, Map.of(), LimitOptions.NONE, RateLimit.NONE, Durability.DURABLE);

    /**
     * The module that serves as supervisor, its environment, and by which its own requests leave.
     */
    @JsonInclude(Include.NON_NULL)
    public record SupervisorOptions(
            String module, Map<String, String> env, @Nullable OutboundOptions outbound) {
        @SuppressWarnings("ConstantValue") // a field that a document leaves out arrives as null
        public SupervisorOptions {
            env = env == null ? Map.of() : new TreeMap<>(env);
        }
    }

    @SuppressWarnings("ConstantValue") // a field that a document leaves out arrives as null
    public NamespaceDocument {
        facets = facets == null ? Map.of() : new TreeMap<>(facets);
        limits = limits == null ? LimitOptions.NONE : limits;
        rateLimit = rateLimit == null ? RateLimit.NONE : rateLimit;
        durability = durability == null ? Durability.DURABLE : durability;
    }

    /** What the root runs as, if a module serves as supervisor: it may do all. */
    Optional<StartOptions> rootOptions() {
        return Optional.ofNullable(supervisor)
                .map(root ->
                        new StartOptions(
                                root.module(),
                                null,
                                root.env(),
                                null,
                                List.of(AbiImports.SUPERVISOR_FACETS, AbiImports.SUPERVISOR_LOADER),
                                LimitOptions.NONE,
                                root.outbound()));
    }

    /** The names of the fields that refer to that module. */
    Stream<String> fieldsWith(String module) {
        return Stream.concat(
                rootOptions().stream().flatMap(root -> root.fieldsWith(module, "supervisor")),
                facets.entrySet().stream()
                        .flatMap(facet ->
                                facet.getValue().fieldsWith(module, "facets." + facet.getKey())));
    }

    /** Checks what a type cannot. */
    NamespaceDocument checked() {
        if (supervisor != null) {
            rootOptions().ifPresent(options -> options.checked("supervisor"));
            if (!facets.isEmpty()) {
                throw new CallerException(
                        ErrorCode.REQUEST_INVALID,
                        "facets are what the built-in supervisor offers; a supervisor module starts"
                                + " its own: leave out facets or supervisor");
            }
        }
        facets.forEach((name, options) -> {
            if (options == null) {
                throw new CallerException(ErrorCode.REQUEST_INVALID, "facets." + name + " is null");
            }
            options.checked("facets." + Names.facet(name));
        });
        limits.check("limits");
        rateLimit.check("rateLimit");
        return this;
    }
}
